package io.berth.harborapi;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, read as Harbor reads them. */
public final class Parameters {
    private final MultivaluedMap<String, String> query;

    public Parameters(UriInfo uri) {
        this(uri.getQueryParameters());
    }

    Parameters(MultivaluedMap<String, String> query) {
        this.query = query;
    }

    /** The first value; null if it is absent or empty. */
    public @Nullable String text(String name) {
        String value = query.getFirst(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.indexOf('\0') >= 0) {
            throw new HarborException(new HarborError(400, "BAD_REQUEST", name + " in query holds a NUL"));
        }
        return value;
    }

    /**
     * The first value.
     *
     * @throws HarborException 422 if it is absent or empty
     */
    public String required(String name) {
        String value = text(name);
        if (value == null) {
            throw HarborException.unprocessable(name + " in query is required");
        }
        return value;
    }

    /**
     * A number.
     *
     * @throws HarborException 422 if it is none
     */
    public long number(String name, long otherwise) {
        String value = text(name);
        return value == null ? otherwise : number(name, "query", value);
    }

    /** A switch; null if it is absent, false for whatever does not say true. */
    public @Nullable Boolean flag(String name) {
        String value = text(name);
        return value == null
                ? null
                : switch (value) {
                    case "1", "t", "T", "true", "TRUE", "True", "on", "yes", "ok", "y", "Y" -> true;
                    default -> false;
                };
    }

    /**
     * The number in a path.
     *
     * @throws HarborException 422 if it is none
     */
    public static long inPath(String name, String value) {
        return number(name, "path", value);
    }

    private static long number(String name, String place, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw HarborException.unprocessable(name + " in " + place + " must be of type int64: \"" + value + "\"");
        }
    }
}
