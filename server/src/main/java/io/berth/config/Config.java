package io.berth.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings: every one of them fits its type, and there are none that Berth does not know. What counts is,
 * in this order, the command line, the environment, the file, the default. An empty value counts as not given.
 */
public final class Config {
    private static final String PREFIX = "berth.";
    private static final String ENVIRONMENT_PREFIX = "BERTH_";

    /**
     * What is in the environment for other reasons: the script's own, and what Kubernetes tells every pod about a service whose
     * name starts with {@code berth} ("Discovering services", environment variables).
     */
    private static final Pattern NOT_OURS =
            Pattern.compile("BERTH_HEAP|.*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

    private static final Pattern KUBERNETES_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<ConfigKey<?>, Object> values;

    private Config(Map<ConfigKey<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Where values come from.
     *
     * @param commandLine keys and values of {@code -D} and {@code --set}
     * @param environment all environment variables
     * @param file the configuration file, null if there is none
     */
    public record Sources(
            Map<String, String> commandLine,
            Map<String, String> environment,
            @Nullable Path file) {}

    /**
     * Resolves all keys.
     *
     * @throws StartRefused if anything does not fit; it names all that does not
     */
    public static Config resolve(List<ConfigKey<?>> known, Sources sources) {
        List<Setting> commandLine = sources.commandLine().entrySet().stream()
                .map(entry -> new Setting(entry.getKey(), entry.getValue(), "command line"))
                .toList();
        List<Setting> environment = sources.environment().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ENVIRONMENT_PREFIX))
                .filter(entry -> !isOfKubernetes(entry.getKey(), entry.getValue()))
                .map(entry -> new Setting(entry.getKey(), entry.getValue(), "environment"))
                .sorted(Comparator.comparing(Setting::name))
                .toList();
        List<Setting> file = sources.file() == null ? List.of() : ConfigFile.read(sources.file());

        Resolution resolution = new Resolution(known);
        // The weakest source first: later ones replace its values.
        resolution.take(file, ConfigKey::name);
        resolution.take(environment, ConfigKey::environmentName);
        resolution.take(commandLine, ConfigKey::name);
        return resolution.result();
    }

    /** The value of a key that has a default. */
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + " has no default"));
    }

    /** The value of a key that may be unset. */
    @SuppressWarnings("unchecked") // the value was read by the type of its key
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The JVM's own properties that belong on the command line: {@code java -Dberth.x=… -jar}. */
    public static Map<String, String> systemProperties() {
        Map<String, String> found = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                found.put(name, System.getProperty(name, ""));
            }
        }
        return found;
    }

    private static boolean isOfKubernetes(String name, String value) {
        return NOT_OURS.matcher(name).matches()
                || name.endsWith("_PORT") && KUBERNETES_PORT.matcher(value).matches();
    }

    /** Collects values and complaints. */
    private static final class Resolution {
        private final List<ConfigKey<?>> known;
        private final Map<ConfigKey<?>, Setting> settings = new HashMap<>();
        private final List<String> complaints = new ArrayList<>();

        Resolution(List<ConfigKey<?>> known) {
            this.known = known;
        }

        void take(List<Setting> source, Function<ConfigKey<?>, String> nameOf) {
            Map<String, ConfigKey<?>> byName = new HashMap<>();
            known.forEach(key -> byName.put(nameOf.apply(key), key));
            Map<ConfigKey<?>, Setting> found = new HashMap<>();
            for (Setting setting : source) {
                ConfigKey<?> key = byName.get(setting.name());
                if (key == null) {
                    complaints.add(
                            setting.name() + " (" + setting.origin() + "): there is no such setting; did you mean "
                                    + Nearest.to(setting.name(), byName.keySet()) + "?");
                } else if (found.put(key, setting) != null) {
                    complaints.add(key.name() + " (" + setting.origin() + "): is given twice");
                }
            }
            found.values().removeIf(setting -> setting.value().isBlank());
            settings.putAll(found);
        }

        Config result() {
            Map<ConfigKey<?>, Object> values = new HashMap<>();
            for (ConfigKey<?> key : known) {
                Setting setting = settings.get(key);
                String text =
                        setting == null ? key.defaultText() : setting.value().strip();
                if (text != null) {
                    key.type()
                            .read()
                            .apply(text)
                            .ifPresentOrElse(
                                    value -> values.put(key, value), () -> complaints.add(misfit(key, setting)));
                }
            }
            if (!complaints.isEmpty()) {
                throw new StartRefused("the configuration does not fit (docs/configuration.md):\n  "
                        + String.join("\n  ", complaints));
            }
            return new Config(values);
        }

        private static String misfit(ConfigKey<?> key, @Nullable Setting setting) {
            String value = setting == null ? String.valueOf(key.defaultText()) : setting.value();
            return key.name() + " = \"" + (key.isSecret() ? "***" : value) + "\" ("
                    + (setting == null ? "default" : setting.origin()) + "): must be "
                    + key.type().allowed().english();
        }
    }
}
