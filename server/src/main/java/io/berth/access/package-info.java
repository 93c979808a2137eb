/**
 * Floor 2: who somebody is and what they may do: accounts, projects, members, passwords, tokens.
 *
 * <p>Tables: account, project, member, access_revision, signing_key, secret_check. Start with {@link
 * io.berth.access.Login} (name and password), {@link io.berth.access.Rights} (what somebody may do in a repository) and
 * {@link io.berth.access.Tokens} (Bearer tokens).
 *
 * <p>Promises: a warm token costs one statement and no slow hash, a warm verification none; rights taken away are in
 * force at every replica within 5 s; an unknown user costs what a wrong password costs.
 */
@NullMarked
package io.berth.access;

import org.jspecify.annotations.NullMarked;
