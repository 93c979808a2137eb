package io.berth.app;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The page at {@code /} until there is a portal: what this is and how to push a first image, in Chinese and English, the
 * reader's language first. It asks nothing of any other site and runs no script.
 */
final class FrontPage {
    private static final String STYLE = """
            :root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;\
            padding:0 1rem}pre{overflow:auto;padding:1rem;border:1px solid #8886;border-radius:6px}\
            section{margin-bottom:2.5rem}h1{margin-bottom:0}footer{opacity:.75}""";

    private final String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "style-src 'sha256-" + sha256(STYLE) + "'";

    /** Whether this path is the page's. */
    static boolean owns(String path) {
        return path.equals("/");
    }

    void answer(HttpServerRequest request, Welcome welcome) {
        HttpServerResponse response = request.response();
        request.resume();
        boolean head = request.method() == HttpMethod.HEAD;
        if (!head && request.method() != HttpMethod.GET) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
            return;
        }
        byte[] page = page(isChinese(request.getHeader("Accept-Language")), welcome.commands())
                .getBytes(StandardCharsets.UTF_8);
        response.putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Length", Integer.toString(page.length))
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Vary", "Accept-Language");
        if (head) {
            response.end();
        } else {
            response.end(Buffer.buffer(page));
        }
    }

    /** Whether the reader's first choice is Chinese. */
    static boolean isChinese(@Nullable String acceptLanguage) {
        return acceptLanguage != null
                && acceptLanguage.strip().toLowerCase(Locale.ROOT).startsWith("zh");
    }

    static String page(boolean chineseFirst, List<String> commands) {
        String steps = "<pre>" + escaped(String.join("\n", commands)) + "</pre>";
        String english = "<section lang=\"en\"><h2>This is a container registry</h2><p>Push a first image:</p>" + steps
                + "<p>Log in as <code>admin</code>; the password was printed at the first start. "
                + "<a href=\"/readyz\">State</a> of this server.</p></section>";
        String chinese = "<section lang=\"zh-CN\"><h2>这是一个容器镜像仓库</h2><p>推送第一个镜像：</p>" + steps
                + "<p>请以 <code>admin</code> 登录；密码在首次启动时打印。<a href=\"/readyz\">本服务的状态</a>。</p></section>";
        return "<!doctype html><html lang=\"" + (chineseFirst ? "zh-CN" : "en")
                + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>Berth 泊位</title><style>" + STYLE + "</style></head><body><h1>Berth 泊位</h1>"
                + (chineseFirst ? chinese + english : english + chinese)
                + "<footer>Berth " + escaped(Version.current()) + "</footer></body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
