package io.berth.config;

/** The same words in both languages of Berth. */
public record Words(String english, String chinese) {}
