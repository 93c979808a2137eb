<#-- The build fills this in; the result is THIRD-PARTY.md at the root. -->
# Third-party software

What the runnable jar holds besides Berth itself. The table is made by the build from the dependencies of the server, and the
build fails if it is not up to date or if a licence is not on the list of those allowed (`server/pom.xml`). Where several
licences are named, one may choose among them. Texts: `LICENSE` (Apache-2.0), `licenses/`; attributions: `NOTICE`. In the jar all
of it lies under `META-INF/berth/`.

可运行 jar 中除 Berth 自身以外的软件。下表由构建根据服务器的依赖生成；若不是最新，或某个许可证不在允许清单（`server/pom.xml`）中，
构建即失败。列出多个许可证时可任选其一。许可证全文见 `LICENSE`（Apache-2.0）与 `licenses/`，署名见 `NOTICE`；jar 中均位于
`META-INF/berth/`。

## The embedded database / 内嵌数据库

`io.zonky.test.postgres:embedded-postgres-binaries-linux-*` (its packaging: Apache-2.0) brings programs that are not Java:
PostgreSQL (PostgreSQL License), OpenSSL 1.1 (OpenSSL and SSLeay licences), ICU (ICU licence), libxml2 and libxslt (MIT), zlib
(Zlib), liblzma (public domain) and OSSP uuid (its own, permissive). Their texts are in `licenses/postgresql.txt`.

This product includes software developed by the OpenSSL Project for use in the OpenSSL Toolkit (http://www.openssl.org/). This
product includes cryptographic software written by Eric Young (eay@cryptsoft.com).

## Native parts of Java libraries / Java 库的本地代码

`com.aayushatharva.brotli4j:native-linux-*` (Apache-2.0) holds Brotli (MIT); `io.netty:netty-tcnative-boringssl-static`
(Apache-2.0) holds BoringSSL (ISC, OpenSSL, SSLeay), whose texts lie in the jar under `META-INF/license/`.

## Java libraries / Java 库

| library | version | licence |
|---|---|---|
<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
<#-- Berth itself, and what differs from one platform to another and is named above. -->
<#if library.groupId != "io.berth" && !library.artifactId?starts_with("native-") && !library.artifactId?starts_with("embedded-postgres-binaries-")>
| `${library.groupId}:${library.artifactId}` | ${library.version} | ${entry.getValue()?join(", ")} |
</#if>
</#list>
