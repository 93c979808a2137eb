package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.ObjectKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write to an upload, and what becomes of it. */
final class UploadsTest {
    private TestContent content;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void ofTwoWritersAtOneOffsetTheLaterClaimIsAcknowledged() throws Exception {
        UUID id = content.uploads.begin(APP, "admin");
        try (UploadSession first = content.uploads.append(APP, id, 0);
                UploadSession second = content.uploads.append(APP, id, 0)) {
            first.write(ByteBuffer.wrap(bytes("first")));
            second.write(ByteBuffer.wrap(bytes("other")));
            assertThat(second.acknowledge()).isEqualTo(5);
            assertThatThrownBy(first::acknowledge)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem()).isInstanceOf(Problem.OutOfOrder.class));
        }
        closeAs(id, 5, "other");
        assertThat(content.blobs.find(APP, Digest.of(bytes("other")))).isPresent();
    }

    @Test
    void aChunkElsewhereThanAtTheEndIsRefused() throws Exception {
        UUID id = content.uploads.begin(APP, "admin");
        assertThatThrownBy(() -> content.uploads.append(APP, id, 7))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isEqualTo(new Problem.OutOfOrder(id.toString(), 0)));
    }

    @Test
    void aWrongDigestEndsTheUpload() throws Exception {
        UUID id = content.uploads.begin(APP, "admin");
        Digest wrong = Digest.of(bytes("something else"));
        try (UploadSession session = content.uploads.close(APP, id, 0, wrong).orElseThrow()) {
            session.write(ByteBuffer.wrap(bytes("this")));
            assertThatThrownBy(() -> session.complete(wrong)).isInstanceOf(ProblemException.class);
        }
        assertThat(content.uploads.position(APP, id)).isEmpty();
        assertThat(content.storage.uploads()).isEmpty();
    }

    @Test
    void aStaleWriterWithAWrongDigestLeavesTheUploadToItsNewOwner() throws Exception {
        UUID id = content.uploads.begin(APP, "admin");
        Digest wrong = Digest.of(bytes("something else"));
        try (UploadSession stale = content.uploads.close(APP, id, 0, wrong).orElseThrow();
                UploadSession owner = content.uploads.append(APP, id, 0)) {
            stale.write(ByteBuffer.wrap(bytes("this")));
            owner.write(ByteBuffer.wrap(bytes("that")));
            assertThatThrownBy(() -> stale.complete(wrong)).isInstanceOf(ProblemException.class);
            assertThat(owner.acknowledge()).isEqualTo(4);
        }
        closeAs(id, 4, "that");
        assertThat(content.blobs.find(APP, Digest.of(bytes("that")))).isPresent();
    }

    @Test
    void aFileThatTheDatabaseDoesNotKnowIsNeverSwept() throws Exception {
        Digest digest = Digest.of(bytes("theirs"));
        String key = ObjectKeys.layoutKey(digest);
        content.storage.put(key, ByteBuffer.wrap(bytes("theirs")));
        UUID id = content.uploads.begin(APP, "admin");
        try (UploadSession session = content.uploads.close(APP, id, 0, digest).orElseThrow()) {
            session.write(ByteBuffer.wrap(bytes("theirs")));
            session.complete(digest);
        }
        assertThat(content.blobs.find(APP, digest).orElseThrow().objectKey()).startsWith(key + ".");
        content.later(Duration.ofDays(2));
        content.sweep();
        content.later(Duration.ofDays(2));
        content.sweep();
        assertThat(content.storage.length(key)).hasValue(6);
    }

    private void closeAs(UUID id, long start, String whole) throws IOException {
        Digest digest = Digest.of(bytes(whole));
        try (UploadSession session =
                content.uploads.close(APP, id, start, digest).orElseThrow()) {
            session.complete(digest);
        }
    }
}
