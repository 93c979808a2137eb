package io.berth.distribution;

import io.vertx.core.http.HttpHeaders;

/** Header names and values, made once. */
final class Names {
    static final CharSequence API_VERSION = HttpHeaders.createOptimized("Docker-Distribution-Api-Version");
    static final CharSequence REGISTRY_2 = HttpHeaders.createOptimized("registry/2.0");
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    static final CharSequence CONTENT_DIGEST = HttpHeaders.createOptimized("Docker-Content-Digest");
    static final CharSequence UPLOAD_ID = HttpHeaders.createOptimized("Docker-Upload-UUID");
    static final CharSequence SUBJECT = HttpHeaders.createOptimized("OCI-Subject");
    static final CharSequence TAG = HttpHeaders.createOptimized("OCI-Tag");
    static final CharSequence FILTERS = HttpHeaders.createOptimized("OCI-Filters-Applied");
    static final CharSequence ETAG = HttpHeaders.createOptimized("Etag");
    static final CharSequence LOCATION = HttpHeaders.createOptimized("Location");
    static final CharSequence LINK = HttpHeaders.createOptimized("Link");
    static final CharSequence RANGE = HttpHeaders.createOptimized("Range");
    static final CharSequence ACCEPT_RANGES = HttpHeaders.createOptimized("Accept-Ranges");
    static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");
    static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("Cache-Control");
    static final CharSequence FOR_A_YEAR = HttpHeaders.createOptimized("max-age=31536000");
    static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("Content-Range");
    static final CharSequence OCTET_STREAM = HttpHeaders.createOptimized("application/octet-stream");
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json; charset=utf-8");
    static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
    static final CharSequence CHALLENGE = HttpHeaders.createOptimized("Www-Authenticate");
    static final CharSequence TOTAL_COUNT = HttpHeaders.createOptimized("X-Total-Count");
    static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private Names() {}
}
