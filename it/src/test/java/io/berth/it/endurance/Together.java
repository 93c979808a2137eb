package io.berth.it.endurance;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Runs calls at the same moment, each on a thread of its own. */
final class Together {
    private Together() {}

    /** What the calls gave, in their order. */
    @SafeVarargs
    static <T> List<T> call(Supplier<T>... calls) {
        CyclicBarrier barrier = new CyclicBarrier(calls.length);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> results = Arrays.stream(calls)
                    .map(call -> CompletableFuture.supplyAsync(
                            () -> {
                                await(barrier);
                                return call.get();
                            },
                            threads))
                    .toList();
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
