/**
 * Floor 1: the object store in a directory, local or NFS. Objects lie at their key as a relative path, parts of uploads at
 * {@code v2/uploads/<two letters of it>/<upload>.<number>}, small objects on their way in at {@code v2/tmp}. Nothing is renamed or written over:
 * bytes are written elsewhere, made durable and then linked to their key, which fails if the key exists. Start at
 * {@link io.berth.storage.fs.FileStorage}.
 */
@NullMarked
package io.berth.storage.fs;

import org.jspecify.annotations.NullMarked;
