package io.berth.it.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parsed {@code WWW-Authenticate} header (RFC 9110 §11.6.1). */
public record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    public static Optional<Challenge> of(Answer answer) {
        return answer.header("WWW-Authenticate")
                .filter(value -> !value.isBlank())
                .map(Challenge::parse);
    }

    static Challenge parse(String header) {
        Map<String, String> parameters = new TreeMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
        }
        return new Challenge(header.split(" ", 2)[0].toLowerCase(Locale.ROOT), parameters);
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    /** Where a token that answers this challenge is to be had; several scopes stand space separated in one parameter. */
    String tokenUrl() {
        StringBuilder url = new StringBuilder(parameters.getOrDefault("realm", ""));
        url.append("?service=").append(encode(parameters.getOrDefault("service", "")));
        for (String scope : parameters.getOrDefault("scope", "").split(" ")) {
            if (!scope.isEmpty()) {
                url.append("&scope=").append(encode(scope));
            }
        }
        return url.toString();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
