package io.berth.access;

/** How a request names a project: by its number or by its name. The name need not be a possible one. */
public sealed interface ProjectRef {
    record ById(long id) implements ProjectRef {
        @Override
        public String toString() {
            return Long.toString(id);
        }
    }

    record ByName(String name) implements ProjectRef {
        @Override
        public String toString() {
            return name;
        }
    }
}
