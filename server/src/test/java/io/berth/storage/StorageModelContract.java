package io.berth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Digest;
import io.berth.storage.Storage.Part;
import io.berth.storage.Storage.PartWriter;
import io.berth.storage.Storage.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Whatever two processes do to a store, in any order and with restarts between, it holds what a map would hold. */
public abstract class StorageModelContract {
    private static final int KEYS = 3;
    private static final int PARTS = 3;
    private static final int LARGEST = 40;

    /** An empty store for one try. */
    protected abstract Shared share() throws IOException;

    /** One set of bytes that several processes open. */
    protected interface Shared extends AutoCloseable {
        Storage open() throws IOException;

        @Override
        void close() throws IOException;
    }

    @Property(tries = 250)
    void theStoreHoldsWhatAMapWouldHold(@ForAll("steps") List<Step> steps) throws IOException {
        try (Shared shared = share();
                Model model = new Model(shared)) {
            for (Step step : steps) {
                model.run(step);
                model.compare();
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> who = Arbitraries.integers().between(0, 1);
        Arbitrary<Integer> key = Arbitraries.integers().between(0, KEYS - 1);
        Arbitrary<Integer> part = Arbitraries.integers().between(1, PARTS);
        Arbitrary<Integer> size = Arbitraries.integers().between(0, LARGEST);
        Arbitrary<Integer> none = Arbitraries.just(0);
        Arbitrary<Integer> cut = Arbitraries.integers().between(-LARGEST, -1);
        Arbitrary<Integer> surplus =
                Arbitraries.frequencyOf(Tuple.of(6, none), Tuple.of(2, cut), Tuple.of(1, Arbitraries.just(1)));
        Arbitrary<List<Integer>> one = part.list().ofSize(1);
        Arbitrary<List<Integer>> several = part.list().ofMaxSize(PARTS).uniqueElements();
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(2, Combinators.combine(who, key, size).as(Put::new)),
                Tuple.of(5, Combinators.combine(who, part).as(CreatePart::new)),
                Tuple.of(8, Combinators.combine(part, size).as(Append::new)),
                Tuple.of(
                        5,
                        Combinators.combine(who, part, Arbitraries.oneOf(none, cut))
                                .as(Reopen::new)),
                Tuple.of(3, Combinators.combine(who, key, one, surplus).as(Assemble::new)),
                Tuple.of(3, Combinators.combine(who, key, several, surplus).as(Assemble::new)),
                Tuple.of(1, who.map(RemoveParts::new)),
                Tuple.of(2, Combinators.combine(who, key.list().ofMaxSize(KEYS)).as(Delete::new)),
                Tuple.of(1, who.map(Restart::new)));
        return step.list().ofMaxSize(40);
    }

    private sealed interface Step {}

    private record Put(int who, int key, int size) implements Step {}

    private record CreatePart(int who, int part) implements Step {}

    private record Append(int part, int size) implements Step {}

    /** Continues a part at its length plus {@code surplus}. */
    private record Reopen(int who, int part, int surplus) implements Step {}

    /** Says of the last part that it has {@code surplus} bytes more than it has. */
    private record Assemble(int who, int key, List<Integer> parts, int surplus) implements Step {}

    private record RemoveParts(int who) implements Step {}

    private record Delete(int who, List<Integer> keys) implements Step {}

    private record Restart(int who) implements Step {}

    private static final class ModelPart {
        int owner;
        boolean ended;
        byte[] content = new byte[0];

        @Nullable
        PartWriter writer;
    }

    private record ModelObject(byte[] content, @Nullable ModelPart linked) {}

    private static final class Model implements AutoCloseable {
        private final Shared shared;
        private final Storage[] processes;
        private final Map<String, ModelObject> objects = new HashMap<>();
        private final Map<Integer, ModelPart> parts = new HashMap<>();
        private int uploads;
        private byte lastByte;

        Model(Shared shared) throws IOException {
            this.shared = shared;
            this.processes = new Storage[] {shared.open(), shared.open()};
        }

        void run(Step step) throws IOException {
            switch (step) {
                case Put(int who, int key, int size) -> put(processes[who], key(key), bytes(size));
                case CreatePart(int who, int part) -> createPart(who, part);
                case Append(int part, int size) -> append(part, bytes(size));
                case Reopen(int who, int part, int surplus) -> reopen(who, part, surplus);
                case Assemble(int who, int key, List<Integer> numbers, int surplus) ->
                    assemble(who, key(key), numbers, surplus);
                case RemoveParts(int who) -> {
                    processes[who].removeParts(upload());
                    forgetWriters(0, 1);
                    parts.clear();
                    uploads++;
                }
                case Delete(int who, List<Integer> keys) -> {
                    List<String> names = keys.stream().map(Model::key).toList();
                    processes[who].delete(names);
                    names.forEach(objects::remove);
                }
                case Restart(int who) -> {
                    forgetWriters(who);
                    processes[who].close();
                    processes[who] = shared.open();
                    parts.values().stream().filter(part -> part.owner == who).forEach(part -> part.owner = -1);
                }
            }
        }

        void compare() throws IOException {
            Storage reader = processes[0];
            for (int i = 0; i < KEYS; i++) {
                ModelObject expected = objects.get(key(i));
                if (expected == null) {
                    assertThat(reader.length(key(i))).isEmpty();
                } else {
                    assertThat(reader.length(key(i))).hasValue(expected.content.length);
                    try (InputStream in = reader.read(key(i), 0, expected.content.length)) {
                        assertThat(in.readAllBytes()).isEqualTo(expected.content);
                    }
                }
            }
            try (Stream<StoredObject> listed = reader.list()) {
                assertThat(listed.collect(Collectors.toMap(StoredObject::key, StoredObject::length)))
                        .isEqualTo(objects.entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, e -> (long) e.getValue().content.length)));
            }
            List<Part> all = parts.entrySet().stream()
                    .map(e -> new Part(e.getKey(), e.getValue().content.length))
                    .toList();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            all.forEach(part -> expected.writeBytes(content(part)));
            try (InputStream in = reader.readParts(upload(), all)) {
                assertThat(in.readAllBytes()).isEqualTo(expected.toByteArray());
            }
        }

        @Override
        public void close() throws IOException {
            forgetWriters(0, 1);
            processes[0].close();
            processes[1].close();
        }

        private void put(Storage storage, String key, byte[] content) throws IOException {
            if (objects.containsKey(key)) {
                assertThatThrownBy(() -> storage.put(key, ByteBuffer.wrap(content)))
                        .isInstanceOf(FileAlreadyExistsException.class);
            } else {
                storage.put(key, ByteBuffer.wrap(content));
                objects.put(key, new ModelObject(content, null));
            }
        }

        private void createPart(int who, int number) throws IOException {
            if (parts.containsKey(number)) {
                assertThatThrownBy(() -> processes[who].createPart(upload(), number))
                        .isInstanceOf(FileAlreadyExistsException.class);
                return;
            }
            ModelPart part = new ModelPart();
            part.owner = who;
            part.writer = processes[who].createPart(upload(), number);
            parts.put(number, part);
        }

        private void append(int number, byte[] content) throws IOException {
            ModelPart part = parts.get(number);
            if (part == null || part.writer == null) {
                return;
            }
            PartWriter writer = part.writer;
            if (part.ended) {
                assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(content))).isInstanceOf(IOException.class);
                return;
            }
            writer.write(ByteBuffer.wrap(content));
            if (content.length % 2 == 0) {
                writer.sync();
            }
            part.content = joined(part.content, content);
            assertThat(writer.length()).isEqualTo(part.content.length);
        }

        private void reopen(int who, int number, int surplus) throws IOException {
            ModelPart part = parts.get(number);
            int length = part == null ? 0 : Math.max(0, part.content.length + Math.min(0, surplus));
            Optional<PartWriter> reopened = processes[who].reopenPart(upload(), number, length);
            if (part == null || part.owner != who || part.ended) {
                assertThat(reopened).isEmpty();
                return;
            }
            PartWriter before = part.writer;
            if (before != null) {
                assertThatThrownBy(() -> before.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
                before.close();
            }
            part.writer = reopened.orElseThrow();
            part.content = Arrays.copyOf(part.content, length);
        }

        private void assemble(int who, String key, List<Integer> numbers, int surplus) throws IOException {
            List<Part> said = new ArrayList<>();
            boolean sound = true;
            byte[] content = new byte[0];
            for (int i = 0; i < numbers.size(); i++) {
                ModelPart part = parts.get(numbers.get(i));
                int has = part == null ? 0 : part.content.length;
                int length = Math.max(0, has + (i == numbers.size() - 1 ? surplus : 0));
                sound &= part != null && length <= has;
                said.add(new Part(numbers.get(i), length));
                content = sound && part != null ? joined(content, Arrays.copyOf(part.content, length)) : content;
            }
            ModelPart only = numbers.size() == 1 ? parts.get(numbers.getFirst()) : null;
            if (only != null && only.owner == who) {
                only.ended = true;
            }
            ModelPart linked = only != null && only.owner == who && content.length == only.content.length ? only : null;
            ModelObject present = objects.get(key);
            boolean isThere = present != null && linked != null && present.linked == linked;
            if (sound && (present == null || isThere)) {
                processes[who].assemble(key, upload(), said);
                objects.putIfAbsent(key, new ModelObject(content, linked));
            } else {
                assertThatThrownBy(() -> processes[who].assemble(key, upload(), said))
                        .isInstanceOf(IOException.class);
            }
        }

        private void forgetWriters(int... owners) throws IOException {
            for (ModelPart part : parts.values()) {
                PartWriter writer = part.writer;
                if (writer != null && Arrays.stream(owners).anyMatch(owner -> owner == part.owner)) {
                    writer.close();
                    part.writer = null;
                }
            }
        }

        private byte[] content(Part part) {
            ModelPart known = parts.get(part.number());
            return known == null ? new byte[0] : known.content;
        }

        /** Bytes that differ from all others written lately. */
        private byte[] bytes(int size) {
            byte[] content = new byte[size];
            lastByte++;
            Arrays.fill(content, lastByte);
            return content;
        }

        private String upload() {
            return "upload-" + uploads;
        }

        private static String key(int number) {
            return ObjectKeys.layoutKey(Digest.of(new byte[] {(byte) (number / 2)}))
                    + (number % 2 == 0 ? "" : ".again");
        }

        private static byte[] joined(byte[] first, byte[] second) {
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        }
    }
}
