package io.berth.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The languages that Berth speaks. */
public enum Language {
    ENGLISH(Locale.ENGLISH),
    CHINESE(Locale.CHINESE);

    private static final String OPTION = "--lang";

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** What {@code --lang} says, else what the environment says as POSIX reads it; English for all other languages. */
    public static Language of(List<String> arguments, Map<String, String> environment) {
        return option(arguments)
                .or(() -> Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst())
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("zh"))
                .map(_ -> CHINESE)
                .orElse(ENGLISH);
    }

    Locale locale() {
        return locale;
    }

    private static Optional<String> option(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(OPTION + "=")) {
                return Optional.of(argument.substring(OPTION.length() + 1));
            }
            if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
