"""The view of rights, and the immutability of what was deposited."""

from django.db import migrations

FORWARD = """
CREATE VIEW coffre_acces AS
SELECT p.id AS participation_id, p.compte_id, p.expertise_id, r.id AS repertoire_id, d.niveau
FROM expertises_participation p
JOIN expertises_expertise e ON e.id = p.expertise_id
JOIN coffre_repertoire r ON r.expertise_id = p.expertise_id
JOIN coffre_droit d ON d.profil = p.profil AND d.dossier = r.dossier
    AND d.repertoire = r.repertoire AND d.statut = e.statut
WHERE p.actif
    -- Folders of a party or of a sapiteur come with the tables that say whose they are.
    AND d.portee = '';

CREATE FUNCTION coffre_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- An unreferenced file (a draft's, dropped) may be swept; foreign keys hold the others.
CREATE TRIGGER coffre_fichier_immuable BEFORE UPDATE ON coffre_fichier
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
CREATE TRIGGER coffre_document_immuable BEFORE UPDATE OR DELETE ON coffre_document
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
CREATE TRIGGER coffre_document_jamais_vide BEFORE TRUNCATE ON coffre_document
    FOR EACH STATEMENT EXECUTE FUNCTION coffre_refuser();
CREATE TRIGGER coffre_lecture_immuable BEFORE UPDATE OR DELETE ON coffre_lecture
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
"""

BACKWARD = """
DROP TRIGGER coffre_lecture_immuable ON coffre_lecture;
DROP TRIGGER coffre_document_jamais_vide ON coffre_document;
DROP TRIGGER coffre_document_immuable ON coffre_document;
DROP TRIGGER coffre_fichier_immuable ON coffre_fichier;
DROP FUNCTION coffre_refuser();
DROP VIEW coffre_acces;
"""


class Migration(migrations.Migration):
    dependencies = [("coffre", "0001_initial"), ("expertises", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
