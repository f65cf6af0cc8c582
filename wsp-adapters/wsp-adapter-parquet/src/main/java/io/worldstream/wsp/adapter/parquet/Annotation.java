package io.worldstream.wsp.adapter.parquet;

/**
 * Meaning of a schema node, from either of the format's two notations (logical type, converted type).
 *
 * @param kind the meaning
 * @param scale the digits after the decimal point of a {@link Kind#DECIMAL}
 * @param precision the digits of a {@link Kind#DECIMAL}
 * @param unit the unit of a {@link Kind#TIME} or {@link Kind#TIMESTAMP}
 * @param flag whether a time is in UTC; whether an {@link Kind#INTEGER} is signed
 * @param name the name for messages
 */
record Annotation(Kind kind, int scale, int precision, TimeUnit unit, boolean flag, String name) {
    static final Annotation NONE = of(Kind.NONE);

    private static final String[] OTHER_LOGICAL = {"VARIANT", "GEOMETRY", "GEOGRAPHY"};

    enum Kind {
        NONE,
        STRING,
        ENUM,
        JSON,
        MAP,
        LIST,
        DECIMAL,
        DATE,
        TIME,
        TIMESTAMP,
        INTEGER,
        ALWAYS_NULL,
        UUID,
        FLOAT16,
        OTHER
    }

    enum TimeUnit {
        MILLIS(3),
        MICROS(6),
        NANOS(9);

        private final int digits;

        TimeUnit(int digits) {
            this.digits = digits;
        }

        /** Returns the number of fraction digits of the unit. */
        int digits() {
            return digits;
        }
    }

    private static Annotation of(Kind kind) {
        return new Annotation(kind, 0, 0, TimeUnit.MILLIS, false, kind.name());
    }

    private static Annotation other(String name) {
        return new Annotation(Kind.OTHER, 0, 0, TimeUnit.MILLIS, false, name);
    }

    private static Annotation decimal(int scale, int precision) {
        return new Annotation(Kind.DECIMAL, scale, precision, TimeUnit.MILLIS, false, Kind.DECIMAL.name());
    }

    private static Annotation time(Kind kind, TimeUnit unit, boolean utc) {
        return new Annotation(kind, 0, 0, unit, utc, kind.name());
    }

    private static Annotation integer(boolean signed) {
        return new Annotation(Kind.INTEGER, 0, 0, TimeUnit.MILLIS, signed, Kind.INTEGER.name());
    }

    /** Converts the older notation, which gives the digits of a decimal separately. */
    static Annotation ofConverted(int number, int scale, int precision) {
        return switch (number) {
            case 0 -> of(Kind.STRING);
            case 1, 2 -> of(Kind.MAP);
            case 3 -> of(Kind.LIST);
            case 4 -> of(Kind.ENUM);
            case 5 -> decimal(scale, precision);
            case 6 -> of(Kind.DATE);
            case 7 -> time(Kind.TIME, TimeUnit.MILLIS, true);
            case 8 -> time(Kind.TIME, TimeUnit.MICROS, true);
            case 9 -> time(Kind.TIMESTAMP, TimeUnit.MILLIS, true);
            case 10 -> time(Kind.TIMESTAMP, TimeUnit.MICROS, true);
            case 11, 12, 13, 14 -> integer(false);
            case 15, 16, 17, 18 -> integer(true);
            case 19 -> of(Kind.JSON);
            case 20 -> other("BSON");
            case 21 -> other("INTERVAL");
            default -> other("converted type " + number);
        };
    }

    /** Reads the newer notation, a union. */
    static Annotation readLogical(ThriftReader in) {
        Annotation read = NONE;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            in.struct();
            read = switch (id) {
                case 5 -> readDecimal(in);
                case 7 -> readTime(in, Kind.TIME);
                case 8 -> readTime(in, Kind.TIMESTAMP);
                case 10 -> readInteger(in);
                default -> {
                    in.skipStruct();
                    yield plainLogical(id);
                }
            };
        }
        return read;
    }

    private static Annotation plainLogical(int id) {
        return switch (id) {
            case 1 -> of(Kind.STRING);
            case 2 -> of(Kind.MAP);
            case 3 -> of(Kind.LIST);
            case 4 -> of(Kind.ENUM);
            case 6 -> of(Kind.DATE);
            case 11 -> of(Kind.ALWAYS_NULL);
            case 12 -> of(Kind.JSON);
            case 13 -> other("BSON");
            case 14 -> of(Kind.UUID);
            case 15 -> of(Kind.FLOAT16);
            case 16, 17, 18 -> other(OTHER_LOGICAL[id - 16]);
            default -> other("logical type " + id);
        };
    }

    private static Annotation readDecimal(ThriftReader in) {
        int scale = 0;
        int precision = 0;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> scale = in.i32();
                case 2 -> precision = in.i32();
                default -> in.skip();
            }
        }
        return decimal(scale, precision);
    }

    private static Annotation readTime(ThriftReader in, Kind kind) {
        boolean utc = false;
        int unit = 0;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> utc = in.bool();
                case 2 -> {
                    in.struct();
                    unit = readUnit(in);
                }
                default -> in.skip();
            }
        }
        TimeUnit[] units = TimeUnit.values();
        return unit < 1 || unit > units.length
                ? other(kind + " of the unit " + unit)
                : time(kind, units[unit - 1], utc);
    }

    private static int readUnit(ThriftReader in) {
        int unit = 0;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            unit = id;
            in.skip();
        }
        return unit;
    }

    private static Annotation readInteger(ThriftReader in) {
        boolean signed = true;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            if (id == 2) {
                signed = in.bool();
            } else {
                in.skip();
            }
        }
        return integer(signed);
    }
}
