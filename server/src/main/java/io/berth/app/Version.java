package io.berth.app;

/** What is running. */
final class Version {
    private Version() {}

    /** The version of the build, {@code 0.1.0}; {@code development} when run from classes. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
