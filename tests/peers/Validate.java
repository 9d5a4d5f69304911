import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Holds each file named against PDF/A-2a and PDF/UA-1 with veraPDF; exits 1 when one fails. */
public class Validate {
    private static final String FOLDER = "/org/verapdf/pdfa/validation/";
    private static final Map<String, String> PROFILES = Map.of("2a", "PDFA-2A.xml", "ua1", "PDFUA-1.xml");

    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        int failed = 0;
        for (String file : files) {
            for (Map.Entry<String, String> flavour : new TreeMap<>(PROFILES).entrySet()) {
                failed += holds(file, flavour.getKey(), flavour.getValue()) ? 0 : 1;
            }
        }
        System.out.println(files.length + " files, " + failed + " failures");
        System.exit(failed == 0 && files.length > 0 ? 0 : 1);
    }

    private static boolean holds(String file, String flavour, String profileName) throws Exception {
        ValidationProfile profile = Profiles.profileFromXml(Validate.class.getResourceAsStream(FOLDER + profileName));
        PDFAFlavour wanted = PDFAFlavour.fromString(flavour);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), wanted)) {
            ValidationResult result = ValidatorFactory.createValidator(profile, false).validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    System.out.println(flavour + " " + file + ": " + assertion.getRuleId().getClause() + " " + assertion.getMessage());
                }
            }
            return result.isCompliant();
        }
    }
}
