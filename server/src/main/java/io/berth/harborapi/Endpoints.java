package io.berth.harborapi;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which methods each path has, read from the annotations of the resources; so that a refusal can name them. */
public final class Endpoints {
    private final List<Endpoint> endpoints;

    private Endpoints(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    /** The endpoints of these resource classes. */
    public static Endpoints of(Collection<Class<?>> resources) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Class<?> resource : resources) {
            Path root = resource.getAnnotation(Path.class);
            if (root == null) {
                throw new IllegalArgumentException(resource + " has no @Path");
            }
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        Path path = method.getAnnotation(Path.class);
                        String template = root.value() + "/" + (path == null ? "" : path.value());
                        endpoints.add(new Endpoint(http.value(), segments(template)));
                    }
                }
            }
        }
        return new Endpoints(endpoints);
    }

    /** The methods that {@code path} has; empty if there is no such path. */
    Set<String> methods(String path) {
        List<String> segments = segments(path);
        Set<String> methods = new LinkedHashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.matches(segments)) {
                methods.add(endpoint.method);
            }
        }
        return methods;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private record Endpoint(String method, List<String> template) {
        boolean matches(List<String> segments) {
            if (segments.size() != template.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                String expected = template.get(i);
                if (!expected.startsWith("{") && !expected.equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
