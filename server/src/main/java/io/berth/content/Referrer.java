package io.berth.content;

/**
 * A manifest that names another one as its subject.
 *
 * @param digest its digest, as text, by which the list is ordered and continued
 * @param descriptor its OCI descriptor, as JSON
 */
public record Referrer(String digest, String descriptor) {}
