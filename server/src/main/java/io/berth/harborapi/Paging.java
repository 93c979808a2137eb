package io.berth.harborapi;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which page of a list a request asks for, and how the answer leads to the others. */
public final class Paging {
    private static final long DEFAULT_SIZE = 10;
    private static final long MAX_SIZE = 100;

    private static final long MAX_PAGE = Integer.MAX_VALUE;

    private final String path;
    private final MultivaluedMap<String, String> query;
    private final long page;
    private final long size;

    private Paging(String path, MultivaluedMap<String, String> query, long page, long size) {
        this.path = path;
        this.query = query;
        this.page = page;
        this.size = size;
    }

    /**
     * Reads {@code page} and {@code page_size}. A size of 0 or less asks for everything, a page below 1 for the first.
     *
     * @throws HarborException 422 for no number, or more than 100
     */
    public static Paging of(UriInfo uri) {
        return of(uri.getRequestUri().getRawPath(), uri.getQueryParameters());
    }

    static Paging of(String path, MultivaluedMap<String, String> query) {
        Parameters parameters = new Parameters(query);
        long size = parameters.number("page_size", DEFAULT_SIZE);
        if (size > MAX_SIZE) {
            throw HarborException.unprocessable("page_size in query should be less than or equal to " + MAX_SIZE);
        }
        return new Paging(path, query, Math.clamp(parameters.number("page", 1), 1, MAX_PAGE), Math.max(0, size));
    }

    /** How many rows to read; null for all. */
    public @Nullable Long limit() {
        return size == 0 ? null : size;
    }

    /** How many rows come before. */
    public long offset() {
        return (page - 1) * size;
    }

    /** The answer with the rows of this page, of {@code total} in all. */
    public Response answer(List<?> rows, long total) {
        Response.ResponseBuilder answer = Response.ok(rows)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .header("X-Total-Count", total);
        String links = links(total);
        return (links.isEmpty() ? answer : answer.header("Link", links)).build();
    }

    String links(long total) {
        if (size == 0) {
            return "";
        }
        String previous = page > 1 && offset() <= total ? link(page - 1, "prev") : "";
        String next = page * size < total ? link(page + 1, "next") : "";
        return previous.isEmpty() || next.isEmpty() ? previous + next : previous + " , " + next;
    }

    /** Path and query, the query in the order of its names and not escaped: as Harbor's clients know it. */
    private String link(long target, String relation) {
        TreeMap<String, List<String>> parameters = new TreeMap<>(query);
        parameters.put("page", List.of(Long.toString(target)));
        parameters.put("page_size", List.of(Long.toString(size)));
        StringBuilder link = new StringBuilder("<").append(path);
        char separator = '?';
        for (var parameter : parameters.entrySet()) {
            for (String value : parameter.getValue()) {
                link.append(separator).append(parameter.getKey()).append('=').append(plain(value));
                separator = '&';
            }
        }
        return link.append(">; rel=\"").append(relation).append('"').toString();
    }

    /** A value that may stand in a header: what could end it or the link is left out. */
    private static String plain(String value) {
        return value.replaceAll("[\\p{Cntrl}<>]", "");
    }
}
