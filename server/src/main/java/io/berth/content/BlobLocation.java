package io.berth.content;

/** Where the bytes of a blob lie, and how many there are. */
public record BlobLocation(String objectKey, long size) {}
