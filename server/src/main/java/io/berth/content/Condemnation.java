package io.berth.content;

import java.util.List;

/**
 * What one look at the candidates brought.
 *
 * @param settled how many candidates were decided upon, one way or the other; 0 if there are none that nobody holds
 */
public record Condemnation(int settled, List<Condemned> condemned) {}
