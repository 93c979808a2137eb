package io.berth.oci;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class OciIsPureTest {
    private static final JavaClasses OCI = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.berth");

    @Test
    void ociIsPure() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.berth.oci",
                        "java.lang..",
                        "java.io",
                        "java.nio",
                        "java.nio.charset",
                        "java.security",
                        "java.util..",
                        "com.fasterxml.jackson..",
                        "org.jspecify.annotations")
                .check(OCI);
    }

    @Test
    void theRuleSeesWhatTheClassesUse() {
        assertThat(OCI.contain(Manifest.class)).isTrue();
        assertThatThrownBy(() -> classes()
                        .should()
                        .onlyDependOnClassesThat()
                        .resideOutsideOfPackage("com.fasterxml.jackson..")
                        .check(OCI))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ManifestReader");
    }
}
