package io.berth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.process.Daemon;
import io.berth.it.process.Ports;
import io.berth.it.process.Program;
import io.berth.it.process.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ScriptTest {
    private static final String SCRIPT =
            Path.of("..", "berth").toAbsolutePath().normalize().toString();
    private static final Pattern PASSWORD = Pattern.compile("password, [^:]*: (\\S+)");

    @Test
    void helpIsInTheLanguageOfTheUser() {
        assertThat(berth("help").with(Map.of("LANG", "en_US.UTF-8")).run().succeeded())
                .startsWith("Usage: ./berth COMMAND")
                .contains("serve", "gc", "restore", "fsck", "orphans", "build", "test", "version");
        assertThat(berth("help").with(Map.of("LANG", "zh_CN.UTF-8")).run().succeeded())
                .startsWith("用法：./berth 命令");
        assertThat(berth("help", "gc", "--lang", "zh").run().succeeded()).startsWith("用法：berth gc");
    }

    @Test
    void anUnknownCommandIsAnsweredWithHelpAndStatus2() {
        Program.Outcome outcome = berth("sevre").run();
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("Usage: ./berth COMMAND");
    }

    @Test
    void aDryRunSaysAllThatIsWrongAndMakesNothing() {
        try (Scratch scratch = Scratch.create("berth-script")) {
            assertThat(berth("serve", "--dry-run").in(scratch.path()).run().succeeded())
                    .contains("fits");
            Program.Outcome outcome = berth(
                            "serve", "--dry-run", "--set", "berth.http.prot=1", "-Dberth.log.level=loud")
                    .in(scratch.path())
                    .run();
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("did you mean berth.http.port?", "berth.log.level = \"loud\"")
                    .doesNotContain("\tat ");
            assertThat(scratch.path()).isEmptyDirectory();
        }
    }

    @Test
    void theFirstStartShowsAPasswordThatWorksAndLaterOnesShowNone() throws Exception {
        try (Scratch scratch = Scratch.create("berth-script")) {
            int port = Ports.free();
            String said = serveUntilReady(scratch.path(), port);
            Matcher password = PASSWORD.matcher(said);
            assertThat(password.find()).isTrue();
            assertThat(said)
                    .contains("docker login -u admin 127.0.0.1:" + port)
                    .contains("docker push 127.0.0.1:" + port + "/library/alpine");
            assertThat(scratch.path().resolve("berth-data/postgres/data")).isDirectory();

            Path log = scratch.path().resolve("second.log");
            try (Daemon again = serve(scratch.path(), port, log)) {
                assertThat(again.pid()).isPositive();
                assertThat(Files.readString(log)).doesNotContain("password");
                assertThat(tokenStatus(port, password.group(1))).isEqualTo(200);
                assertThat(tokenStatus(port, "not-" + password.group(1))).isEqualTo(401);
                assertThat(berth("fsck").in(scratch.path()).run().succeeded()).contains("clean");

                Program.Outcome second = berth("serve", "--set", "berth.http.port=" + Ports.free())
                        .in(scratch.path())
                        .run();
                assertThat(second.status()).isEqualTo(1);
                assertThat(second.err())
                        .contains("in use by another Berth (process " + again.pid() + ")")
                        .doesNotContain("\tat ");
            }
            assertThat(berth("fsck").in(scratch.path()).run().succeeded()).contains("clean");
        }
    }

    @Test
    void serversStandBesideOneAnother() throws Exception {
        try (Scratch one = Scratch.create("berth-script");
                Scratch other = Scratch.create("berth-script")) {
            int onePort = Ports.free();
            int otherPort = Ports.free();
            try (Daemon first = serve(one.path(), onePort, one.path().resolve("log"));
                    Daemon second = serve(other.path(), otherPort, other.path().resolve("log"))) {
                assertThat(first.pid()).isNotEqualTo(second.pid());
                assertThat(tokenStatus(onePort, "anything")).isEqualTo(401);
                assertThat(tokenStatus(otherPort, "anything")).isEqualTo(401);
            }
        }
    }

    @Test
    void aPortInUseIsSaidInWords() throws IOException {
        try (Scratch scratch = Scratch.create("berth-script");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.Outcome outcome = berth("serve")
                    .with(environment(taken.getLocalPort()))
                    .in(scratch.path())
                    .run();
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("berth.http.port").doesNotContain("\tat ");
        }
    }

    private static String serveUntilReady(Path folder, int port) throws IOException {
        Path log = folder.resolve("first.log");
        try (Daemon server = serve(folder, port, log)) {
            assertThat(server.pid()).isPositive();
            return Files.readString(log);
        }
    }

    private static Daemon serve(Path folder, int port, Path log) {
        return Daemon.start(
                List.of("env", "--chdir=" + folder, SCRIPT, "serve"),
                environment(port),
                log,
                () -> read(log).contains("docker push"));
    }

    private static Map<String, String> environment(int port) {
        Map<String, String> variables = new HashMap<>();
        variables.put("BERTH_HTTP_HOST", "127.0.0.1");
        variables.put("BERTH_HTTP_PORT", Integer.toString(port));
        return variables;
    }

    private static int tokenStatus(int port, String password) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + port + "/service/token?service=harbor-registry"))
                                    .header("Authorization", "Basic " + basic)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static Program berth(String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT));
        command.addAll(Arrays.asList(arguments));
        return Program.of(command);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
