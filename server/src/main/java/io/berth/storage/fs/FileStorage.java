package io.berth.storage.fs;

import io.berth.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The object store in a directory, local or shared by NFS; it needs hard links. Several processes may use one directory. It
 * opens a directory that distribution or Harbor filled as it is.
 */
public final class FileStorage implements Storage {
    private static final String UPLOADS = "v2/uploads";
    private static final String TEMPORARY = "v2/tmp";
    /** Longer than any {@link #put} takes; what is older was left by a process that died. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final Pattern UPLOAD_NAME = Pattern.compile("[A-Za-z0-9-]{2,64}");
    private static final int SHARD_LENGTH = 2;
    private static final int REMEMBERED_UPLOADS = 20_000;
    private static final int LARGEST_PART_NUMBER = 999_999;
    private static final int LINK_ATTEMPTS = 5;

    private final Path root;
    private final Path uploads;
    private final Path temporary;
    private final Disk disk;
    private final Directories directories;
    /** The parts by upload and number that this process made. Forgetting them costs a copy at the end, no more. */
    private final Map<String, Map<Integer, PartFile>> own = Recent.map(REMEMBERED_UPLOADS);

    private FileStorage(Path root, Disk disk) {
        this.root = root;
        this.uploads = root.resolve(UPLOADS);
        this.temporary = root.resolve(TEMPORARY);
        this.disk = disk;
        this.directories = new Directories(root, disk);
    }

    /** Opens the store in {@code directory}, which is made if it is missing, and tidies up what a crash has left. */
    public static FileStorage open(Path directory, Clock clock) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        Disk disk = new Disk();
        makeRoot(root, disk);
        FileStorage storage = new FileStorage(root, disk);
        storage.removeAbandoned(clock.instant().minus(ABANDONED));
        return storage;
    }

    /** What it did so far. */
    public FileOperations operations() {
        return disk.operations();
    }

    @Override
    public String type() {
        return "filesystem";
    }

    @Override
    public PartWriter createPart(String upload, int part) throws IOException {
        Path path = partPath(upload, part);
        PartFile created = new PartFile(path, create(path), disk, directories);
        own.computeIfAbsent(upload, _ -> new ConcurrentHashMap<>()).put(part, created);
        return created;
    }

    @Override
    public Optional<PartWriter> reopenPart(String upload, int part, long length) throws IOException {
        Map<Integer, PartFile> ownParts = own.getOrDefault(upload, Map.of());
        PartFile old = ownParts.get(part);
        if (old == null || !old.retire()) {
            return Optional.empty();
        }
        FileChannel channel = disk.openToWrite(old.path());
        PartFile next = old.followedBy(channel);
        try {
            // Of two that reopen at once only one may cut: the other might cut what this one has appended meanwhile.
            if (ownParts.replace(part, old, next)) {
                next.cutTo(length);
                return Optional.of(next);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void assemble(String key, String upload, List<Part> parts) throws IOException {
        Path target = path(key);
        for (Part part : parts) {
            PartFile ownPart = ownPart(upload, part);
            if (ownPart != null) {
                ownPart.requireSound(part.length());
            }
        }
        PartFile whole = parts.size() == 1 ? ownPart(upload, parts.getFirst()) : null;
        if (whole != null && whole.seal() && whole.hasLength(parts.getFirst().length())) {
            // The directory comes first: most file systems then write it to their journal together with the bytes.
            directories.make(Directories.parent(target));
            whole.syncBytes();
            link(whole.path(), target);
        } else {
            copy(upload, parts, target);
        }
    }

    @Override
    public InputStream readParts(String upload, List<Part> parts) {
        return new JoinedParts(
                List.copyOf(parts), part -> new FileRange(disk, partPath(upload, part.number()), 0, part.length()));
    }

    @Override
    public void removeParts(String upload) throws IOException {
        List<Path> files = Listing.of(shard(upload));
        own.remove(upload);
        for (Path file : files) {
            if (uploadOf(file).equals(upload)) {
                disk.delete(file);
            }
        }
    }

    @Override
    public void put(String key, ByteBuffer content) throws IOException {
        Path target = path(key);
        Path file = temporary.resolve(UUID.randomUUID().toString());
        try {
            directories.make(Directories.parent(target));
            try (FileChannel channel = create(file)) {
                disk.write(channel, content, 0);
                disk.sync(channel);
            }
            link(file, target);
        } finally {
            discard(file);
        }
    }

    @Override
    public OptionalLong length(String key) throws IOException {
        BasicFileAttributes attributes = Listing.attributes(path(key));
        return attributes == null ? OptionalLong.empty() : OptionalLong.of(attributes.size());
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        return new FileRange(disk, path(key), offset, length);
    }

    @Override
    public Optional<Path> localFile(String key) {
        return Optional.of(path(key));
    }

    @Override
    public void delete(List<String> keys) throws IOException {
        Set<Path> changed = new LinkedHashSet<>();
        for (String key : keys) {
            Path file = path(key);
            disk.delete(file);
            changed.add(removeIfEmpty(Directories.parent(file)));
        }
        for (Path directory : changed) {
            try {
                disk.syncDirectory(directory);
            } catch (NoSuchFileException e) {
                // There was nothing to delete, not even a directory.
            }
        }
    }

    @Override
    public Stream<StoredObject> list() throws IOException {
        Iterator<StoredObject> walk = new BlobWalk(root);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(walk, Spliterator.NONNULL), false);
    }

    @Override
    public Stream<String> uploads() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (Path shard : Listing.of(uploads)) {
            for (Path file : Listing.of(shard)) {
                names.add(uploadOf(file));
            }
        }
        return names.stream();
    }

    @Override
    public void close() {
        // Nothing is held open between calls.
    }

    private @Nullable PartFile ownPart(String upload, Part part) {
        return own.getOrDefault(upload, Map.of()).get(part.number());
    }

    private void copy(String upload, List<Part> parts, Path target) throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path file = shard(upload).resolve(upload + ".joined-" + UUID.randomUUID());
        try {
            directories.make(Directories.parent(target));
            try (FileChannel joined = create(file)) {
                for (Part part : parts) {
                    append(partPath(upload, part.number()), part.length(), joined);
                }
                disk.sync(joined);
            }
            link(file, target);
        } finally {
            discard(file);
        }
    }

    private void append(Path part, long length, FileChannel to) throws IOException {
        try (FileChannel from = disk.openToRead(part)) {
            long done = 0;
            while (done < length) {
                disk.operations().writes.increment();
                long step = from.transferTo(done, length - done, to);
                if (step <= 0) {
                    throw new EOFException(part + " ends at " + done + ", before " + length);
                }
                done += step;
            }
        }
    }

    /** Gives the durable {@code file} its name as an object, durably. */
    private void link(Path file, Path target) throws IOException {
        Path directory = Directories.parent(target);
        for (int attempt = 1; !linked(file, target); attempt++) {
            if (attempt == LINK_ATTEMPTS) {
                throw new NoSuchFileException(directory.toString(), null, "removed again and again");
            }
            directories.make(directory);
        }
        directories.syncWithName(directory);
    }

    /** Links; false if the directory of the target is gone, because another process deleted the last object in it. */
    private boolean linked(Path file, Path target) throws IOException {
        try {
            disk.link(file, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            // An NFS client that repeats a request whose answer was lost sees its own link.
            if (Files.isSameFile(file, target)) {
                return true;
            }
            throw e;
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                return false;
            }
            throw e;
        }
    }

    /** Makes a file, and its directory if that is missing. */
    private FileChannel create(Path file) throws IOException {
        try {
            return disk.create(file);
        } catch (NoSuchFileException e) {
            directories.make(Directories.parent(file));
            return disk.create(file);
        }
    }

    /** Removes a directory of objects that has none left; answers the directory that was changed. */
    private Path removeIfEmpty(Path directory) throws IOException {
        if (directory.equals(root)) {
            return root;
        }
        try {
            disk.delete(directory);
            return Directories.parent(directory);
        } catch (DirectoryNotEmptyException e) {
            return directory;
        }
    }

    /** Removes a temporary file; one that stays goes with its upload or at a later start. */
    private void discard(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            // What the caller did is done, or failed for a better reason.
        }
    }

    private void removeAbandoned(Instant before) throws IOException {
        for (Path file : Listing.of(temporary)) {
            BasicFileAttributes attributes = Listing.attributes(file);
            if (attributes != null && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                disk.delete(file);
            }
        }
    }

    private static void makeRoot(Path root, Disk disk) throws IOException {
        Path existing = root;
        while (!Files.exists(existing)) {
            existing = Directories.parent(existing);
        }
        Files.createDirectories(root);
        for (Path made = root; !made.equals(existing); made = Directories.parent(made)) {
            disk.syncDirectory(Directories.parent(made));
        }
    }

    private Path partPath(String upload, int part) {
        if (part < 0 || part > LARGEST_PART_NUMBER) {
            throw new IllegalArgumentException("no part number: " + part);
        }
        String number = Integer.toString(LARGEST_PART_NUMBER + 1 + part).substring(1);
        return shard(upload).resolve(upload + "." + number);
    }

    /**
     * Where the parts of an upload lie. A directory of its own for each upload would have to be made, synced and removed by
     * each push; one for all would be slow to search.
     */
    private Path shard(String upload) {
        if (!UPLOAD_NAME.matcher(upload).matches()) {
            throw new IllegalArgumentException("not the name of an upload: \"" + upload + "\"");
        }
        return uploads.resolve(upload.substring(0, SHARD_LENGTH));
    }

    private static String uploadOf(Path partFile) {
        String name = String.valueOf(partFile.getFileName());
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private Path path(String key) {
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a key: \"" + key + "\"");
            }
        }
        return root.resolve(key);
    }
}
