package io.berth.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads {@code berth.yml}: keys nested, dotted or both. Values are taken as they are written, so that a password of digits
 * stays what it is.
 */
final class ConfigFile {
    private static final int DEEPEST = 16;

    private ConfigFile() {}

    /** Its settings in order; the first of a repeated key is not the one that counts, so a repetition is refused. */
    static List<Setting> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setNestingDepthLimit(DEEPEST);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Node root = new Yaml(new SafeConstructor(options)).compose(reader);
            List<Setting> settings = new ArrayList<>();
            if (root != null) {
                collect(file, "", root, settings);
            }
            return List.copyOf(settings);
        } catch (NoSuchFileException e) {
            throw new StartRefused("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw new StartRefused("the configuration file " + file + " cannot be read: " + e, e);
        } catch (YAMLException e) {
            throw new StartRefused(file + " is not well-formed YAML: " + e.getMessage(), e);
        }
    }

    private static void collect(Path file, String name, Node node, List<Setting> settings) {
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple entry : mapping.getValue()) {
                    String part = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                    collect(file, name.isEmpty() ? part : name + "." + part, entry.getValueNode(), settings);
                }
            }
            case ScalarNode scalar -> settings.add(new Setting(name, scalar.getValue(), origin(file, node)));
            default -> throw new StartRefused(origin(file, node) + ": " + name + " takes one value, not a list");
        }
    }

    private static String origin(Path file, Node node) {
        return file.getFileName() + " line " + (node.getStartMark().getLine() + 1);
    }
}
