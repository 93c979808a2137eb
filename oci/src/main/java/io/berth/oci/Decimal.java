package io.berth.oci;

/** Numbers in headers: ASCII digits only, of any length. */
final class Decimal {
    private Decimal() {}

    static boolean isNumber(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The value of a number; what is larger than a long can hold is {@link Long#MAX_VALUE}. */
    static long saturated(String number) {
        long value = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
