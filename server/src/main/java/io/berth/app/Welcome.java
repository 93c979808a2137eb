package io.berth.app;

import io.berth.observe.LogConfig;
import io.berth.web.HttpConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a server says when it is ready: where it is, and how to push a first image. */
final class Welcome {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final URI url;
    private final @Nullable String firstPassword;

    /**
     * @param port the port that was opened
     * @param firstPassword the password of {@code admin}, if it was made up at this start
     */
    Welcome(HttpConfig http, int port, @Nullable String firstPassword) {
        this.url = http.externalUrl() == null ? local(http, port) : http.externalUrl();
        this.firstPassword = firstPassword;
    }

    /** Says it on the standard output; in the log where that is for machines. */
    void say(LogConfig log) {
        if (log.format() == LogConfig.Format.JSON) {
            Logger logger = Logger.getLogger(Welcome.class.getName());
            lines().stream().map(String::strip).forEach(logger::info);
        } else {
            PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
            lines().forEach(out::println);
            out.flush();
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Berth is ready / 泊位已就绪: " + url);
        if (firstPassword != null) {
            lines.add("  user / 用户: admin");
            lines.add("  password, shown only this once / 密码（仅显示这一次）: " + firstPassword);
        }
        lines.add("Push a first image / 推送第一个镜像:");
        commands().forEach(command -> lines.add("  " + command));
        return lines;
    }

    /** The commands that push a first image. */
    List<String> commands() {
        String registry = url.getRawAuthority();
        return List.of(
                "docker login -u admin " + registry,
                "docker tag alpine " + registry + "/library/alpine",
                "docker push " + registry + "/library/alpine");
    }

    private static URI local(HttpConfig http, int port) {
        String host = EVERY_ADDRESS.contains(http.host()) ? "localhost" : http.host();
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create((http.tls() == null ? "http://" : "https://") + bracketed + ":" + port);
    }
}
