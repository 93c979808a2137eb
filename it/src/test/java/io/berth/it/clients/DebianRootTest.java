package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.it.process.Installed;
import io.berth.it.process.Program;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Debian 12, made by debootstrap from the machine's own mirror, goes in with one client and comes out of others file
 * by file as it was. Long form only: making it takes minutes. It is kept in {@code target} for the next run.
 */
@ExtendWith(SharedServer.class)
@EnabledIfSystemProperty(named = "berth.long", matches = "true")
final class DebianRootTest {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private final Project project;
    private final Path work;

    DebianRootTest(Installation berth, @TempDir Path work) {
        this.project = berth.newProject();
        this.work = work;
    }

    @Test
    void rootFileSystemComesBackFileByFile() throws Exception {
        Path tar = debian();
        Tool crane = Tool.require("crane", "crane", work.resolve("crane"));
        String registry = project.registry().base().getAuthority();
        crane.run(
                        "auth",
                        "login",
                        registry,
                        "-u",
                        project.owner().user(),
                        "-p",
                        project.owner().password())
                .succeeded();
        String reference = project.reference("debian:12");
        crane.run("append", "--oci-empty-base", "-f", tar.toString(), "-t", reference)
                .succeeded();
        crane.run("mutate", reference, "--set-platform", "linux/amd64", "--cmd", "/bin/bash", "-t", reference)
                .succeeded();

        crane.run("export", reference, path("crane.tar")).succeeded();
        assertSameFiles(tar, work.resolve("crane.tar"));

        Tool podman = Tool.require("podman", "podman", work.resolve("podman"))
                .always("--root", path("storage"), "--runroot", path("run"), "--storage-driver", "vfs");
        podman.run(
                        "login",
                        "--tls-verify=false",
                        "-u",
                        project.owner().user(),
                        "-p",
                        project.owner().password(),
                        registry)
                .succeeded();
        podman.run("pull", "--tls-verify=false", reference).succeeded();
        podman.run("create", "--name", "debian", reference).succeeded();
        podman.run("export", "-o", path("podman.tar"), "debian").succeeded();
        podman.run("rm", "--all", "--force").succeeded();
        podman.run("rmi", "--all", "--force").succeeded();
        assertSameFiles(tar, work.resolve("podman.tar"));
    }

    private static Path debian() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path tar = target.resolve("debian-12.tar.gz");
        if (Files.exists(tar)) {
            return tar;
        }
        Path debootstrap = Installed.require("debootstrap", "debootstrap");
        assumeTrue("root".equals(System.getProperty("user.name")), "debootstrap needs root");
        Path root = target.resolve("debian-12");
        Map<String, String> environment =
                Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        run(environment, "rm", "-rf", root.toString());
        run(environment, debootstrap.toString(), "--variant=minbase", "bookworm", root.toString());
        run(
                environment,
                "sh",
                "-c",
                "rm -rf \"$0\"/var/cache/apt/archives/*.deb \"$0\"/var/lib/apt/lists/* \"$0\"/dev/*",
                root.toString());
        run(environment, "tar", "--sort=name", "--numeric-owner", "-C", root.toString(), "-czf", tar + ".new", ".");
        run(environment, "mv", tar + ".new", tar.toString());
        run(environment, "rm", "-rf", root.toString());
        return tar;
    }

    /** Compares two archives entry by entry: name, type, rights, owner, link target and the digest of the content. */
    private static void assertSameFiles(Path expected, Path actual) throws IOException {
        List<String> wanted = entries(expected);
        assertThat(wanted).hasSizeGreaterThan(3000);
        assertThat(entries(actual)).isEqualTo(wanted);
    }

    private static List<String> entries(Path archive) throws IOException {
        Path out = Files.createTempDirectory("debian");
        run(Map.of(), "tar", "-xpf", archive.toString(), "--numeric-owner", "-C", out.toString());
        String script =
                "cd \"$0\" && find . -mindepth 1 ! -path ./dev/\\* ! -path './etc/hos*' ! -path ./etc/resolv.conf"
                        + " ! -path ./run/\\* ! -path ./proc/\\* ! -path ./sys/\\*"
                        + " -printf '%p %y %m %U:%G %l ' \\( -type f -exec sha256sum {} \\; -o -printf '\\n' \\) | LC_ALL=C sort";
        String listed = Program.of("sh", "-c", script, out.toString())
                .within(PATIENCE)
                .run()
                .succeeded();
        run(Map.of(), "rm", "-rf", out.toString());
        return listed.lines().toList();
    }

    private static void run(Map<String, String> environment, String... command) {
        Program.of(command).with(environment).within(PATIENCE).run().succeeded();
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
