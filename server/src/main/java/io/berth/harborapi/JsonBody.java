package io.berth.harborapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, not yet read as anything. A body that does not fit is refused with 422 and the words of Harbor's
 * decoder, in which clients find the name of the field.
 */
public final class JsonBody {
    /** How long a body may be. */
    static final int MAX_BYTES = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String mediaType;
    private final byte[] bytes;

    JsonBody(@Nullable String mediaType, byte[] bytes) {
        this.mediaType = mediaType == null ? "" : mediaType;
        this.bytes = bytes;
    }

    /**
     * Reads it as a record of the name that Harbor's model has.
     *
     * @param name what the operation calls its body
     * @throws HarborException 422 if it is missing, no JSON, or of another type
     */
    public <T extends Record> T as(String name, Class<T> type) {
        String essence = mediaType.split(";", 2)[0].strip();
        if (!essence.isEmpty() && !essence.equalsIgnoreCase("application/json")) {
            throw HarborException.unprocessable(
                    "unsupported media type \"" + essence + "\", only [application/json] are allowed");
        }
        if (bytes.length == 0) {
            throw HarborException.unprocessable(name + " in body is required");
        }
        JsonNode tree = tree(name);
        if (!tree.isObject()) {
            throw mismatch(name, kind(tree), "Go value of type models." + type.getSimpleName());
        }
        check(name, tree, type, type.getSimpleName());
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checked body does not fit " + type, e);
        }
    }

    private JsonNode tree(String name) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonEOFException e) {
            throw unreadable(name, "unexpected EOF");
        } catch (IOException e) {
            throw unreadable(name, "invalid character looking for beginning of value");
        }
    }

    private static void check(String body, JsonNode object, Class<?> type, String field) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = property == null ? component.getName() : property.value();
            JsonNode value = object.get(name);
            if (value != null && !value.isNull()) {
                check(body, value, component.getGenericType(), field + "." + name);
            }
        }
    }

    private static void check(String body, JsonNode value, Type type, String field) {
        boolean fits = switch (type) {
            case ParameterizedType list -> value.isArray();
            case Class<?> c when c == String.class -> value.isTextual();
            case Class<?> c when c == Boolean.class -> value.isBoolean();
            case Class<?> c when c == Long.class -> value.isIntegralNumber() && value.canConvertToLong();
            default -> value.isObject();
        };
        if (!fits) {
            throw mismatch(body, kind(value), "Go struct field " + field + " of type " + goType(type));
        }
        if (type instanceof ParameterizedType list) {
            for (JsonNode element : value) {
                check(body, element, list.getActualTypeArguments()[0], field);
            }
        } else if (type instanceof Class<?> c && c.isRecord()) {
            check(body, value, c, field);
        }
    }

    private static String goType(Type type) {
        return switch (type) {
            case ParameterizedType list -> "[]*" + goType(list.getActualTypeArguments()[0]);
            case Class<?> c when c == String.class -> "string";
            case Class<?> c when c == Boolean.class -> "bool";
            case Class<?> c when c == Long.class -> "int64";
            case Class<?> c -> "models." + c.getSimpleName();
            default -> type.getTypeName();
        };
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case NULL, MISSING -> "null";
        };
    }

    private static HarborException mismatch(String name, String kind, String target) {
        return unreadable(name, "json: cannot unmarshal " + kind + " into " + target);
    }

    private static HarborException unreadable(String name, String reason) {
        return HarborException.unprocessable("parsing " + name + " body from \"\" failed, because " + reason);
    }
}
