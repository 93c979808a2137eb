package io.berth.content.http;

import java.util.Map;

/** The digests of the pictures that Harbor gives to artifacts, by which its clients know them. */
final class Icons {
    private static final String DEFAULT = "sha256:da834479c923584f4cbcdecc0dac61f32bef1d51e8aae598cf16bd154efab49f";
    private static final String SBOM = "sha256:c19f80c357cd7e90d2a01b9ae3e2eb62ce447a2662bb590a19177d72d550bdae";
    private static final Map<String, String> OF_KINDS =
            Map.of("IMAGE", "sha256:0048162a053eef4d4ce3fe7518615bef084403614f8bca43b40ae2e762e11e06", "SBOM", SBOM);
    private static final Map<String, String> OF_ACCESSORIES = Map.of(
            "signature.cosign", "sha256:20401d5b3a0f6dbc607c8d732eb08471af4ae6b19811a4efce8c6a724aed2882",
            "signature.notation", "sha256:3ac706e102bbe9362b400aa162df58135d35e66b9c3bee2165de92022d25fe34",
            "sbom.harbor", SBOM);

    private Icons() {}

    static String ofKind(String kind) {
        return OF_KINDS.getOrDefault(kind, DEFAULT);
    }

    /** Empty for those that have none. */
    static String ofAccessory(String type) {
        return OF_ACCESSORIES.getOrDefault(type, "");
    }
}
