package io.berth.web;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.StartRefused;
import io.berth.config.ValueType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How Berth is reached.
 *
 * @param externalUrl how clients reach it; null: as each request says
 * @param tls certificate and key; null for plain HTTP
 * @param idleTimeout after how much silence a connection is closed
 * @param maxUploads how many request bodies of uploads this process takes in at once
 * @param maxConnections how many connections this process has at once
 * @param drainTime how long new requests are still answered after SIGTERM; null if not set
 * @param finishTime how long after that running requests may take to end
 */
public record HttpConfig(
        String host,
        int port,
        @Nullable URI externalUrl,
        @Nullable Tls tls,
        Duration idleTimeout,
        int maxUploads,
        int maxConnections,
        @Nullable Duration drainTime,
        Duration finishTime) {
    private static final Duration USUAL_DRAIN = Duration.ofSeconds(15);

    private static final ConfigKey<String> HOST = ConfigKey.of(
            "berth.http.host",
            ValueType.text(),
            "0.0.0.0",
            "The address to listen on; `127.0.0.1` for this machine alone.",
            "监听地址；`127.0.0.1` 表示仅限本机。");
    private static final ConfigKey<Integer> PORT = ConfigKey.of(
            "berth.http.port",
            ValueType.port(),
            "8080",
            "The port to listen on; 0 takes a free one.",
            "监听端口；0 表示任选一个空闲端口。");
    private static final ConfigKey<Path> TLS_CERT = ConfigKey.optional(
            "berth.http.tls-cert",
            ValueType.path(),
            "PEM file with the certificate chain; with it Berth speaks HTTPS on its port.",
            "PEM 证书链文件；设置后在该端口提供 HTTPS。");
    private static final ConfigKey<Path> TLS_KEY = ConfigKey.optional(
            "berth.http.tls-key",
            ValueType.path(),
            "PEM file with the private key of `berth.http.tls-cert`.",
            "`berth.http.tls-cert` 对应的 PEM 私钥文件。");
    private static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.of(
            "berth.http.idle-timeout",
            ValueType.duration(Duration.ofSeconds(1)),
            "60s",
            "After how much silence a connection is closed. A slow transfer that still moves is not silent.",
            "连接无任何数据往来多久后关闭。缓慢但仍在传输的连接不受影响。");
    private static final ConfigKey<Integer> MAX_UPLOADS = ConfigKey.of(
            "berth.http.max-uploads",
            ValueType.number(1, 100_000),
            "256",
            "How many upload bodies one process takes in at once; the others are told to come back.",
            "单个进程同时接收的上传数量上限；超出的请求会被告知稍后重试。");
    private static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.of(
            "berth.http.max-connections",
            ValueType.number(1, 1_000_000),
            "20000",
            "How many connections one process has at once; those beyond are answered 503 and closed.",
            "单个进程同时保持的连接数上限；超出的连接得到 503 后被关闭。");
    private static final ConfigKey<URI> EXTERNAL_URL = ConfigKey.optional(
            "berth.external-url",
            ValueType.webAddress(),
            "The address under which clients reach Berth, if it differs from what their requests say.",
            "客户端访问 Berth 的地址；不设则以请求中的地址为准。");
    private static final ConfigKey<Duration> DRAIN_TIME = ConfigKey.optional(
            "berth.drain-time",
            ValueType.duration(Duration.ZERO),
            "How long new requests are still answered after SIGTERM while `/readyz` already says 503. Unset: 15s with"
                    + " `berth.db.url`, 0s with the embedded database, where no other process could take over. For"
                    + " running requests see `berth.finish-time`.",
            "收到 SIGTERM 后、`/readyz` 返回 503 期间仍继续应答新请求的时长。不设时：使用 `berth.db.url` 为 15s；"
                    + "内嵌数据库为 0s，因为没有其他进程可接替。正在处理的请求见 `berth.finish-time`。");
    private static final ConfigKey<Duration> FINISH_TIME = ConfigKey.of(
            "berth.finish-time",
            ValueType.duration(Duration.ZERO),
            "5m",
            "How long after `berth.drain-time` running requests, such as large uploads, may take to end. The process ends as"
                    + " soon as none is left; new requests get 503 meanwhile.",
            "`berth.drain-time` 之后，正在处理的请求（例如大文件上传）最多还能进行多久。全部完成后进程立即退出；在此期间新请求得到 503。");

    public static final List<ConfigKey<?>> KEYS = List.of(
            HOST,
            PORT,
            EXTERNAL_URL,
            TLS_CERT,
            TLS_KEY,
            IDLE_TIMEOUT,
            MAX_UPLOADS,
            MAX_CONNECTIONS,
            DRAIN_TIME,
            FINISH_TIME);

    /** Two PEM files. */
    public record Tls(Path certificate, Path key) {}

    public static HttpConfig from(Config config) {
        Optional<Path> certificate = config.find(TLS_CERT);
        Optional<Path> key = config.find(TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new StartRefused(
                    "berth.http.tls-cert and berth.http.tls-key belong together: set both for HTTPS, or none for HTTP");
        }
        return new HttpConfig(
                config.get(HOST),
                config.get(PORT),
                config.find(EXTERNAL_URL).orElse(null),
                certificate.flatMap(c -> key.map(k -> new Tls(c, k))).orElse(null),
                config.get(IDLE_TIMEOUT),
                config.get(MAX_UPLOADS),
                config.get(MAX_CONNECTIONS),
                config.find(DRAIN_TIME).orElse(null),
                config.get(FINISH_TIME));
    }

    /** How long to go on answering; {@code isAlone} says that no other process serves the same content. */
    public Duration drainTime(boolean isAlone) {
        if (drainTime != null) {
            return drainTime;
        }
        return isAlone ? Duration.ZERO : USUAL_DRAIN;
    }
}
