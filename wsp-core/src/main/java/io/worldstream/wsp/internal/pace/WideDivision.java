package io.worldstream.wsp.internal.pace;

/** Division of a 128-bit number by a 64-bit one without garbage: schoolbook division with 32-bit digits. Any thread. */
final class WideDivision {
    private static final int DIGIT_BITS = 32;
    private static final long DIGIT = (1L << DIGIT_BITS) - 1;

    private WideDivision() {}

    /**
     * Returns the whole part of {@code (high * 2^64 + low) / divisor}, an unsigned number.
     *
     * @param high from 0 to less than the divisor, so that the quotient fits
     * @param low unsigned
     * @param divisor above 0
     */
    static long quotient(long high, long low, long divisor) {
        if (high == 0) {
            return Long.divideUnsigned(low, divisor);
        }
        // With the divisor's top bit set, its upper digit gives a quotient digit that is at most two too high.
        int shift = Long.numberOfLeadingZeros(divisor);
        long scaled = divisor << shift;
        long top = high << shift | low >>> (Long.SIZE - shift);
        long rest = low << shift;
        long upper = digit(top, rest >>> DIGIT_BITS, scaled);
        long remainder = (top << DIGIT_BITS | rest >>> DIGIT_BITS) - upper * scaled;
        return (upper << DIGIT_BITS) + digit(remainder, rest & DIGIT, scaled);
    }

    /** Returns one digit of the quotient: the whole part of {@code (remainder * 2^32 + next) / divisor}. */
    private static long digit(long remainder, long next, long divisor) {
        long divisorUpper = divisor >>> DIGIT_BITS;
        long divisorLower = divisor & DIGIT;
        long digit = Long.divideUnsigned(remainder, divisorUpper);
        long left = remainder - digit * divisorUpper;
        while (left <= DIGIT
                && (digit > DIGIT || Long.compareUnsigned(digit * divisorLower, left << DIGIT_BITS | next) > 0)) {
            digit--;
            left += divisorUpper;
        }
        return digit;
    }
}
