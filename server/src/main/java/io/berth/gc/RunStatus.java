package io.berth.gc;

/** How far a run is; the words are Harbor's. */
public enum RunStatus {
    RUNNING("Running"),
    SUCCESS("Success"),
    ERROR("Error"),
    STOPPED("Stopped");

    private final String word;

    RunStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static RunStatus of(String word) {
        for (RunStatus status : values()) {
            if (status.word.equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException(word);
    }
}
