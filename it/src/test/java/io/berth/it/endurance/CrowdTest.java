package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that meet in the same rows at one server on its embedded database; none may fail for the company. */
@ExtendWith(SharedServer.class)
final class CrowdTest {
    private static final int ROUNDS = Form.of(15, 100);
    private final Project project;
    private final Registry registry;

    CrowdTest(Installation berth) {
        this.project = berth.newProject();
        this.registry = project.registry();
    }

    @Test
    void firstImagesOfANewRepositoryMayArriveTogether() {
        for (int round = 0; round < ROUNDS; round++) {
            String born = project.repository("born-" + round);
            TestImages images = new TestImages(900 + round);
            List<Image> first = List.of(images.image(1, 100), images.image(1, 100), images.image(1, 100));
            first.forEach(image -> image.blobs().forEach(blob -> registry.pushBlob(born, blob)));

            List<Answer> answers = Together.call(
                    () -> put(born, "a", first.get(0)),
                    () -> put(born, "b", first.get(1)),
                    () -> put(born, "c", first.get(2)));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
        }
    }

    @Test
    void oneImageMayBeTaggedByManyAtOnce() {
        String app = project.repository("tags");
        Image image = new TestImages(1000).image(1, 100);
        registry.push(app, "v0", image);
        for (int round = 0; round < ROUNDS; round++) {
            List<Answer> answers = Together.call(
                    () -> put(app, "same", image), () -> put(app, "same", image), () -> put(app, "other", image));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
        }
    }

    @Test
    void imageMayBePushedAndDeletedAtOnce() {
        String app = project.repository("delete");
        Image image = new TestImages(1100).image(1, 100);
        for (int round = 0; round < ROUNDS; round++) {
            registry.push(app, "v1", image);

            List<Answer> answers = Together.call(
                    () -> put(app, "v1", image),
                    () -> registry.send(Request.delete(
                            Registry.manifestPath(app, image.digest().toString()))),
                    () -> put(app, "v2", image));

            assertThat(answers.get(0).status()).isEqualTo(201);
            assertThat(answers.get(1).status()).isEqualTo(202);
            assertThat(answers.get(2).status()).isEqualTo(201);
        }
    }

    /** The child is there or the index is refused; never is there an index without its child. */
    @Test
    void childMayBeDeletedWhileItsIndexArrives() {
        String app = project.repository("index");
        for (int round = 0; round < ROUNDS; round++) {
            Image index = new TestImages(1200 + round).index("amd64");
            Image child = index.children().getFirst();
            registry.push(app, "child", child);

            List<Answer> answers = Together.call(
                    () -> put(app, "v1", index),
                    () -> registry.send(Request.delete(
                            Registry.manifestPath(app, child.digest().toString()))));

            boolean isIndexTaken = answers.get(0).status() == 201;
            boolean isChildDeleted = answers.get(1).status() == 202;
            assertThat(isIndexTaken).as(answers.toString()).isNotEqualTo(isChildDeleted);
            if (isIndexTaken) {
                assertThat(registry.pull(app, "v1")).isEqualTo(index);
            }
        }
    }

    private Answer put(String repository, String reference, Image image) {
        return registry.putManifest(
                repository, reference, image.mediaType(), image.manifest().bytes());
    }
}
