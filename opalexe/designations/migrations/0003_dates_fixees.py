"""What was sent, and what was read, keeps its date; a draft is where every designation begins."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION designation_dates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.creee_le <> OLD.creee_le OR (OLD.envoyee_le IS NOT NULL AND NEW.envoyee_le <> OLD.envoyee_le) THEN
        RAISE EXCEPTION 'dates of a designation stay' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.nombre_relances < OLD.nombre_relances OR NEW.nombre_relances > OLD.nombre_relances + 1 THEN
        RAISE EXCEPTION 'relances are counted one by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER designation_dates BEFORE UPDATE ON designations_designation
    FOR EACH ROW EXECUTE FUNCTION designation_dates();

CREATE FUNCTION designation_document_lu() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lu_le IS NOT NULL AND NEW.lu_le IS DISTINCT FROM OLD.lu_le THEN
        RAISE EXCEPTION 'a first reading keeps its date' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER designation_document_lu BEFORE UPDATE ON designations_documentdesignation
    FOR EACH ROW EXECUTE FUNCTION designation_document_lu();
"""

BACKWARD = """
DROP TRIGGER designation_document_lu ON designations_documentdesignation;
DROP FUNCTION designation_document_lu();
DROP TRIGGER designation_dates ON designations_designation;
DROP FUNCTION designation_dates();
"""


class Migration(migrations.Migration):
    dependencies = [("designations", "0002_une_reponse")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
