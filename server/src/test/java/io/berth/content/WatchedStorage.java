package io.berth.content;

import io.berth.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store that tells before and after each call; whoever listens may throw, as a crash would. */
final class WatchedStorage {
    private WatchedStorage() {}

    /** Hears of calls by the method's name. */
    interface Watcher {
        void before(String call);

        void after(String call);
    }

    static Storage of(Storage storage, Watcher watcher) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (_, method, args) -> {
                    watcher.before(method.getName());
                    try {
                        Object result = method.invoke(storage, args);
                        watcher.after(method.getName());
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
