package io.berth.app;

import io.berth.config.ConfigKey;
import io.berth.config.Words;
import java.util.List;
import java.util.function.Function;

/** Writes docs/configuration.md and its Chinese twin from the declarations of the settings. */
final class ConfigReference {
    private static final Words HEAD = new Words("""
            # Configuration

            Berth runs without any. A setting is given, in order of weight,

            1. on the command line: `berth serve --set berth.http.port=8081` (or `-Dberth.http.port=8081`),
            2. as an environment variable: `BERTH_HTTP_PORT=8081`,
            3. in `berth.yml` of the working directory, or the file that `--config` names, nested or dotted:

               ```yaml
               berth:
                 http:
                   port: 8081
                 db.url: jdbc:postgresql://db1:5432,db2:5432/berth
               ```

            An unknown setting or a value that does not fit stops the start with a hint; `berth serve --dry-run` checks without
            starting. An empty value counts as not given. Durations are written `30s`, `90m`, `24h`, `7d` or as ISO 8601 does
            (`PT36H`).

            This page is generated from the code.

            | setting | environment | must be | default | meaning |
            |---|---|---|---|---|
            """, """
            # 配置

            Berth 无需任何配置即可运行。设置项的来源按优先级从高到低为：

            1. 命令行：`berth serve --set berth.http.port=8081`（或 `-Dberth.http.port=8081`）；
            2. 环境变量：`BERTH_HTTP_PORT=8081`；
            3. 工作目录中的 `berth.yml`，或 `--config` 指定的文件，可嵌套也可用点号：

               ```yaml
               berth:
                 http:
                   port: 8081
                 db.url: jdbc:postgresql://db1:5432,db2:5432/berth
               ```

            未知的设置项或不合要求的值会阻止启动并给出提示；`berth serve --dry-run` 只检查不启动。空值视为未设置。时长写作
            `30s`、`90m`、`24h`、`7d`，或 ISO 8601 形式（`PT36H`）。

            本页由代码生成。

            | 设置项 | 环境变量 | 取值 | 默认值 | 含义 |
            |---|---|---|---|---|
            """);

    private ConfigReference() {}

    static String english() {
        return page(Words::english);
    }

    static String chinese() {
        return page(Words::chinese);
    }

    private static String page(Function<Words, String> in) {
        StringBuilder page = new StringBuilder(in.apply(HEAD));
        for (ConfigKey<?> key : KnownKeys.ALL) {
            String usual = key.defaultText() == null ? "" : "`" + key.defaultText() + "`";
            List<String> cells = List.of(
                    "`" + key.name() + "`",
                    "`" + key.environmentName() + "`",
                    in.apply(key.type().allowed()),
                    usual,
                    in.apply(key.meaning()));
            page.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        return page.toString();
    }
}
