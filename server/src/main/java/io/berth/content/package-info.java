/**
 * Floor 2: blobs, uploads, manifests, tags, referrers. The tables of {@code V0002__content.sql} are its own. The promises P1 to
 * P6 are kept here: an acknowledged push is durable and whole; keys are write-once with one writer each; a manifest is visible
 * only if all it needs is there; no lock is held while bytes move. Start reading at {@link io.berth.content.Uploads} for the way
 * in and {@link io.berth.content.Manifests} for what makes it an image.
 */
@NullMarked
package io.berth.content;

import org.jspecify.annotations.NullMarked;
