"""An answered or withdrawn designation is settled; documents follow its state."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION designation_reglee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.etat <> 'brouillon' THEN
            RAISE EXCEPTION 'a designation that was sent stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.etat IN ('acceptee', 'refusee', 'retiree') AND ROW(NEW.etat, NEW.repondue_le, NEW.retiree_le,
            NEW.motif_refus, NEW.expertise_id, NEW.nombre_relances, NEW.relancee_le)
            IS DISTINCT FROM ROW(OLD.etat, OLD.repondue_le, OLD.retiree_le, OLD.motif_refus, OLD.expertise_id,
            OLD.nombre_relances, OLD.relancee_le) THEN
        RAISE EXCEPTION 'a settled designation does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.etat = 'brouillon' AND NEW.etat NOT IN ('brouillon', 'envoyee'))
            OR (OLD.etat = 'envoyee' AND NEW.etat = 'brouillon') THEN
        RAISE EXCEPTION 'a designation goes from % to % never', OLD.etat, NEW.etat
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER designation_reglee BEFORE UPDATE OR DELETE ON designations_designation
    FOR EACH ROW EXECUTE FUNCTION designation_reglee();

-- The court's documents come and go with the draft, the expert's while the answer is awaited, then stay.
CREATE FUNCTION designation_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line designations_documentdesignation%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF ROW(NEW.id, NEW.designation_id, NEW.fichier_id, NEW.origine, NEW.nom, NEW.depose_le)
                IS DISTINCT FROM ROW(OLD.id, OLD.designation_id, OLD.fichier_id, OLD.origine, OLD.nom, OLD.depose_le)
        THEN
            RAISE EXCEPTION 'a document of a designation does not change' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT etat INTO state FROM designations_designation WHERE id = line.designation_id FOR UPDATE;
    IF NOT ((line.origine = 'demande' AND state = 'brouillon') OR (line.origine = 'reponse' AND state = 'envoyee'))
    THEN
        RAISE EXCEPTION 'documents of this designation are settled' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER designation_document BEFORE INSERT OR UPDATE OR DELETE ON designations_documentdesignation
    FOR EACH ROW EXECUTE FUNCTION designation_document();
"""

BACKWARD = """
DROP TRIGGER designation_document ON designations_documentdesignation;
DROP FUNCTION designation_document();
DROP TRIGGER designation_reglee ON designations_designation;
DROP FUNCTION designation_reglee();
"""


class Migration(migrations.Migration):
    dependencies = [("designations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
