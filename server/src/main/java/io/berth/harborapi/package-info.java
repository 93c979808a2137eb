/**
 * Floor 4: what all of Harbor's API shares: its errors, who may call what, paging, queries, bodies, paths and methods.
 *
 * <p>The resources themselves stand in the {@code http} package of their capability. Each of their methods carries a {@link
 * io.berth.harborapi.Permission}; one that does not is refused to everybody. Start with {@link
 * io.berth.harborapi.HarborError}, the one switch from a refusal to an answer.
 */
@NullMarked
package io.berth.harborapi;

import org.jspecify.annotations.NullMarked;
