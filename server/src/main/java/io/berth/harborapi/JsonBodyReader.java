package io.berth.harborapi;

import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Takes the body of a request as it comes, up to a limit; what it must be is the endpoint's question. */
@Provider
public final class JsonBodyReader implements MessageBodyReader<JsonBody> {
    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == JsonBody.class;
    }

    @Override
    public JsonBody readFrom(
            Class<JsonBody> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream)
            throws IOException {
        byte[] bytes = stream.readNBytes(JsonBody.MAX_BYTES + 1);
        if (bytes.length > JsonBody.MAX_BYTES) {
            throw new ProblemException(new Problem.TooLarge(
                    JsonBody.MAX_BYTES, "the body is longer than " + JsonBody.MAX_BYTES + " bytes"));
        }
        return new JsonBody(headers.getFirst(HttpHeaders.CONTENT_TYPE), bytes);
    }
}
