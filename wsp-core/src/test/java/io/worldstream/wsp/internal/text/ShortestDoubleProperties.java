package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shortest text of a double, laid out as CPython does it (contracts 6). */
final class ShortestDoubleProperties {
    /** The bits of a double, and what CPython 3 wrote for {@code str} of it. */
    @ParameterizedTest
    @CsvSource(
            value = {
                "0000000000000000, 0.0",
                "8000000000000000, -0.0",
                "3ff0000000000000, 1.0",
                "bff0000000000000, -1.0",
                "3fb999999999999a, 0.1",
                "3fe0000000000000, 0.5",
                "3fd5555555555555, 0.3333333333333333",
                "40fe240c9fbe76c9, 123456.789",
                "430c6bf526340000, 1000000000000000.0",
                "4341c37937e08000, 1e+16",
                "4376345785d8a000, 1e+17",
                "4480f0cf064dd592, 1e+22",
                "44b52d02c7e14af6, 1e+23",
                "4340000000000000, 9007199254740992.0",
                "4341c37937e07fff, 9999999999999998.0",
                "437b69b4ba630f35, 1.2345678901234568e+17",
                "3f1a36e2eb1c432d, 0.0001",
                "3f1f75104d551d69, 0.00012",
                "3ee4f8b588e368f1, 1e-05",
                "3eef75104d551d69, 1.5e-05",
                "0000000000000001, 5e-324",
                "0010000000000000, 2.2250738585072014e-308",
                "000fffffffffffff, 2.225073858507201e-308",
                "7fefffffffffffff, 1.7976931348623157e+308",
                "3d30000000000000, 5.684341886080802e-14",
                "7fe0000000000000, 8.98846567431158e+307",
                "4580000000000000, 6.189700196426902e+26",
                "43b0000000000000, 1.152921504606847e+18",
                "54b249ad2594c37d, 1e+100",
                "3ff199999999999a, 1.1",
                "4011666666666666, 4.35",
                "4005666666666666, 2.675",
                "447c7e83209e90b2, 8.41e+21",
                "3ef4fdcf346c5478, 2.0019e-05",
                "3eafe07017c01026, 9.5e-07",
                "3e7ad7f29abcaf48, 1e-07",
                "4059000000000000, 100.0",
                "43118b54f22aeb00, 1234567890123456.0",
                "3fd3333333333333, 0.3",
                "444b1ae4d6e2ef50, 1e+21",
                "0000000000004000, 8.095e-320",
                "07b0000000000000, 1.1830521861667747e-271",
                "1430000000000000, 1.90109156629516e-211",
                "20b0000000000000, 3.054936363499605e-151",
                "2d30000000000000, 4.909093465297727e-91",
                "39b0000000000000, 7.888609052210118e-31",
                "3c30000000000000, 8.673617379884035e-19",
                "3e10000000000000, 9.313225746154785e-10",
                "3eb0000000000000, 9.5367431640625e-07",
                "4130000000000000, 1048576.0",
                "4360000000000000, 3.602879701896397e+16",
                "43d0000000000000, 4.611686018427388e+18",
                "4630000000000000, 1.2676506002282294e+30",
                "52b0000000000000, 2.037035976334486e+90",
                "5f30000000000000, 3.273390607896142e+150",
                "6bb0000000000000, 5.260135901548374e+210",
                "7830000000000000, 8.452712498170644e+270",
                "7e70000000000000, 1.0715086071862673e+301",
                "be17471bd9fe68eb, -1.3549444691014365e-09",
                "1e1f7eded2b19a9d, 1.3673260294318681e-163",
                "a63e88211cc49f26, -1.804153877955595e-124",
                "be1024f7efa77568, -9.397282384684098e-10",
                "9030249cc83eec47, -1.0397957606246265e-230",
                "51dc24d3f3174f23, 2.186967982752104e+86",
                "c67be7878cce0458, -3.537304472113865e+31",
                "f987726e314c51d9, -2.59772512242191e+277",
                "3d2d64902744f05f, 5.2212145018617033e-14",
                "e3a4bab29cd32789, -1.0013638870140476e+172",
                "a51a3f059e6ed4f2, -5.9162698731606906e-130",
                "6feb835c80261e4c, 1.3348322627017311e+231",
                "67d4b172c4f5eb19, 1.475176597610627e+192",
                "c590b0b013f30f50, -1.291340651474281e+27",
                "4d603c4de3ea01f2, 5.343138749769014e+64",
                "0b335a692f69ef90, 1.031135484088752e-254",
                "eb3d489a857e7059, -3.760638593022492e+208",
                "74a32d871514bf72, 7.030174554754675e+253",
                "b85e4b12a04a7c2c, -3.560954772520088e-37",
                "8f26961840f9e722, -1.1099377998601026e-235",
                "2865c581892d1e29, 4.420385642621909e-114",
                "bc2464e4a5e02460, -5.527835646596746e-19",
                "70747d83ad4d0f68, 5.089847470098235e+233",
                "31e324568b87935f, 2.2187944454229348e-68",
                "2e9c729b88a37fc8, 3.66090251798021e-84",
                "958aebdc43fb0e8f, -6.708253545427333e-205",
                "feec85496bbb2502, -2.444809890574186e+303",
                "2bef845ef9811b0e, 4.6110231575270163e-97",
                "698b1a926005d577, 2.593326834223237e+200",
                "acad4f321990c680, -1.7563766952742956e-93",
                "972a42e6219ae459, -4.3914654170410786e-197",
                "d6e92ed7d91a3bd4, -4.7314642741987266e+110",
                "5c8386ca9928c32f, 4.541643954812669e+137",
                "ce0c3be0e2efc20b, -9.5148055602107e+67",
                "7cc6c92043ad3807, 1.136912897127557e+293",
                "bd285212cccb56c9, -4.320206302014322e-14",
                "d7f473c316b745a7, -5.036609603087076e+115",
                "451baf924a87432c, 8.367527464766719e+24",
                "caa7c005d79922ae, -4.442981653962971e+51",
                "87e01359a7328416, -9.509129023046164e-271",
                "7a8968058db39b61, 1.8447094404713674e+282",
                "ef17c84b73f36ea4, -1.408485730295766e+227",
                "689b66f983070948, 8.001351325041577e+195",
                "6fd7420962894326, 5.6419370340271e+230",
                "d8a29e90e46193c1, -9.390613123469958e+118",
                "0df27db37141d3dc, 1.7331826728578726e-241",
                "7c6b794167ad167a, 2.1419151017227147e+291",
                "b76a28c51bb7e0ff, -9.384173452753309e-42",
                "b554c292c14356fe, -8.669802162127696e-52",
                "76b45afc48894f39, 6.4096765869095e+263",
                "0f9e36d173363fe5, 1.9005246925994696e-233",
                "7ba72ac6143363f6, 4.4095804201349244e+287",
                "c3f464a54c3552db, -2.351169800256551e+19",
                "8e1a4dd9e85a2de1, -9.862046086311534e-241",
                "23e5eed114b22dca, 9.429910776350362e-136",
                "3e76a4ca4f95a99f, 8.435440070555954e-08",
                "f84145453b35e7c8, -1.8247913994847593e+271",
                "585dbedbc6e0559b, 4.688135967720644e+117",
                "c126cbc1a494af52, -746976.8214468753",
                "4125978db90a9800, 707526.8614089489",
                "c107e488f96fb230, -195729.12179507455",
                "c1181b74b0c4a422, -394973.17262512643",
                "410872309ea7eea8, 200262.07746874285",
                "c1260efc00fdd0e6, -722814.0019364625",
                "c112eaed2692ed16, -309947.28766985366",
                "41209a1d91819afa, 544014.7841919356",
                "4128bec561c0007c, 810850.6909179832",
                "411b5310a7e58818, 447684.1639615311",
                "4124cffd4d20766a, 681982.6506382946",
                "411e4adc945bf21c, 496311.14488199516",
                "4115cad1a8d6ef7c, 357044.4148824138",
                "4128c660c62d3aca, 811824.3870638248",
                "411afff15f13dd30, 442364.3428492127",
                "4129db3597a530dc, 847258.7961821812",
                "c1241489362098a7, -657988.60571744",
                "c12bb0b7d99d1d31, -907355.9250268099",
                "c11583614c0e8858, -352472.32427418744",
                "c1279e5778c22ab7, -773931.7358563755",
                "411295206686f490, 304456.1001241887",
                "c127bcf5f7f7797a, -777850.9843099557",
                "412902ccb48edb76, 819558.3526524145",
                "4124a342fab14e28, 676257.4896339821",
                "41228ab816637bac, 607580.0437277458",
                "c117d921de6e77b0, -390728.4672182752",
                "40f6ea9502c7ac60, 93865.31317870459",
                "c0f2ef41206a3f08, -77556.07041382429",
                "c100f05ca5bd54ec, -138763.58092752786",
                "c113962466b72ad6, -320905.1003081029",
            })
    void theTextIsThatOfCPython(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(ShortestDouble.text(value)).isEqualTo(text);
    }

    @Property(tries = 5_000)
    void theTextReadsBackToTheSameDouble(@ForAll("doubles") double value) {
        assertThat(Double.doubleToRawLongBits(Double.parseDouble(ShortestDouble.text(value))))
                .isEqualTo(Double.doubleToRawLongBits(value));
    }

    @Property(tries = 5_000)
    void noTextOfTheJdkHasFewerDigits(@ForAll("doubles") double value) {
        assertThat(digits(ShortestDouble.text(value))).isLessThanOrEqualTo(digits(Double.toString(value)));
    }

    /** Of all decimals with one digit less, the two neighbours are the closest: neither reads back. */
    @Property(tries = 5_000)
    void noDecimalWithADigitLessReadsBack(@ForAll("doubles") double value) {
        int fewer = digits(ShortestDouble.text(value)) - 1;
        if (fewer < 1 || value == 0) {
            return;
        }
        BigDecimal exact = new BigDecimal(value);
        for (RoundingMode rounding : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
            assertThat(exact.round(new MathContext(fewer, rounding)).doubleValue())
                    .isNotEqualTo(value);
        }
    }

    /** Plain from 1e-4 to below 1e16, scientific with at least two exponent digits elsewhere. */
    @Property(tries = 5_000)
    void theLayoutDependsOnTheMagnitude(@ForAll("doubles") double value) {
        double magnitude = Math.abs(value);
        boolean plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
        assertThat(ShortestDouble.text(value))
                .matches(plain ? "-?(0|[1-9][0-9]*)\\.[0-9]+" : "-?[1-9](\\.[0-9]*[1-9])?e[+-][0-9]{2,3}");
    }

    private static int digits(String text) {
        String significand = text.replaceAll("[eE].*", "").replaceAll("[-.]", "");
        return Math.max(significand.replaceAll("^0+", "").replaceAll("0+$", "").length(), 1);
    }

    @Provide
    Arbitrary<Double> doubles() {
        Arbitrary<Double> anyBits =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<Double> powersOfTwo =
                Arbitraries.integers().between(-1074, 1023).map(exponent -> Math.scalb(1.0, exponent));
        Arbitrary<Double> decimals = Arbitraries.integers()
                .flatMap(digits ->
                        Arbitraries.integers().between(-20, 20).map(exponent -> digits * Math.pow(10, exponent)));
        return Arbitraries.oneOf(
                anyBits, powersOfTwo, powersOfTwo.map(Math::nextUp), powersOfTwo.map(Math::nextDown), decimals);
    }
}
