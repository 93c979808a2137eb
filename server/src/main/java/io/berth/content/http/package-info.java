/**
 * Floor 4: repositories, artifacts and tags as Harbor's API shows them. Names of repositories come with their slashes encoded
 * twice ({@link io.berth.content.http.RepositoryPath}); icons, labels and links are of the wire form only. Start with {@link
 * io.berth.content.http.ArtifactResource}.
 */
@NullMarked
package io.berth.content.http;

import org.jspecify.annotations.NullMarked;
