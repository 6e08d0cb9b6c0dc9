"""The views of all rights, and what the database holds of folders, shares, locks and tokens."""

from django.db import migrations

VUES = """
DROP VIEW coffre_acces;
CREATE VIEW coffre_acces AS
SELECT p.id AS participation_id, p.compte_id, p.expertise_id, r.id AS repertoire_id, d.niveau,
    NULL::uuid AS pour_id
FROM expertises_participation p
JOIN expertises_expertise e ON e.id = p.expertise_id
JOIN coffre_repertoire r ON r.expertise_id = p.expertise_id
JOIN coffre_droit d ON d.profil = p.profil AND d.dossier = r.dossier
    AND d.repertoire = r.repertoire AND d.statut = e.statut
WHERE p.actif AND CASE d.portee
    WHEN '' THEN true
    WHEN 'toute_partie' THEN true
    WHEN 'lui_meme' THEN r.sapiteur_id = p.id
    WHEN 'sa_partie' THEN EXISTS (
        SELECT 1 FROM expertises_rattachement x WHERE x.participation_id = p.id AND x.partie_id = r.partie_id)
    WHEN 'autres_parties' THEN NOT EXISTS (
        SELECT 1 FROM expertises_rattachement x WHERE x.participation_id = p.id AND x.partie_id = r.partie_id)
    ELSE false END
UNION ALL
-- The expert acting for a party that has no access: never mixed with what he has in his own name.
SELECT p.id, p.compte_id, p.expertise_id, r.id, d.niveau, q.id
FROM expertises_participation p
JOIN expertises_expertise e ON e.id = p.expertise_id
JOIN expertises_partie q ON q.expertise_id = p.expertise_id AND q.genre = 'sans_acces'
JOIN coffre_repertoire r ON r.expertise_id = p.expertise_id
JOIN coffre_droit d ON d.profil = 'expert_pour_partie_sans_acces' AND d.dossier = r.dossier
    AND d.repertoire = r.repertoire AND d.statut = e.statut
WHERE p.actif AND p.profil = 'expert' AND CASE d.portee
    WHEN '' THEN true
    WHEN 'toute_partie' THEN true
    WHEN 'sa_partie' THEN r.partie_id = q.id
    WHEN 'autres_parties' THEN r.partie_id <> q.id
    ELSE false END;

CREATE VIEW coffre_lisible AS
SELECT a.participation_id, a.compte_id, a.expertise_id, a.pour_id, d.repertoire_id, d.id AS document_id
FROM coffre_acces a
JOIN coffre_document d ON d.repertoire_id = a.repertoire_id
WHERE a.niveau IN ('D', 'T')
UNION ALL
SELECT a.participation_id, a.compte_id, a.expertise_id, a.pour_id, d.repertoire_id, d.id
FROM coffre_partage s
JOIN coffre_document d ON d.id = s.document_id
JOIN coffre_acces a ON a.participation_id = s.participation_id AND a.repertoire_id = d.repertoire_id
WHERE s.retire_le IS NULL AND a.niveau = 'P' AND a.pour_id IS NULL;

CREATE VIEW coffre_visible AS
SELECT participation_id, compte_id, expertise_id, repertoire_id, niveau, pour_id
FROM coffre_acces
WHERE niveau IN ('D', 'T')
UNION ALL
-- A folder where sharing decides exists once something in it, or under it, is shared.
SELECT DISTINCT a.participation_id, a.compte_id, a.expertise_id, a.repertoire_id, a.niveau, a.pour_id
FROM coffre_partage s
JOIN coffre_document d ON d.id = s.document_id
JOIN coffre_repertoire g ON g.id = d.repertoire_id
JOIN coffre_acces a ON a.participation_id = s.participation_id AND a.repertoire_id = ANY (g.ancetres)
WHERE s.retire_le IS NULL AND a.niveau = 'P' AND a.pour_id IS NULL;
"""

SANS_VUES = """
DROP VIEW coffre_visible;
DROP VIEW coffre_lisible;
DROP VIEW coffre_acces;
CREATE VIEW coffre_acces AS
SELECT p.id AS participation_id, p.compte_id, p.expertise_id, r.id AS repertoire_id, d.niveau
FROM expertises_participation p
JOIN expertises_expertise e ON e.id = p.expertise_id
JOIN coffre_repertoire r ON r.expertise_id = p.expertise_id
JOIN coffre_droit d ON d.profil = p.profil AND d.dossier = r.dossier
    AND d.repertoire = r.repertoire AND d.statut = e.statut
WHERE p.actif AND d.portee = '';
"""

REGLES = """
-- Each document deposited before this migration is a lot of its own.
ALTER TABLE coffre_document DISABLE TRIGGER coffre_document_immuable;
UPDATE coffre_document SET lot = id;
ALTER TABLE coffre_document ENABLE TRIGGER coffre_document_immuable;

WITH RECURSIVE chemin AS (
    SELECT id, ARRAY[id] AS ids FROM coffre_repertoire WHERE parent_id IS NULL
    UNION ALL
    SELECT r.id, c.ids || r.id FROM coffre_repertoire r JOIN chemin c ON c.id = r.parent_id)
UPDATE coffre_repertoire r SET ancetres = c.ids FROM chemin c WHERE c.id = r.id;
ALTER TABLE coffre_repertoire ADD CONSTRAINT repertoire_sous_ses_ancetres
    CHECK (ancetres[array_upper(ancetres, 1)] = id);

CREATE FUNCTION coffre_repertoire_a_sa_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dessus coffre_repertoire;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Only a name changes, and the last number given, which never goes back.
        IF (NEW.expertise_id, NEW.parent_id, NEW.ancetres, NEW.dossier, NEW.repertoire, NEW.partie_id,
            NEW.sapiteur_id) IS DISTINCT FROM (OLD.expertise_id, OLD.parent_id, OLD.ancetres, OLD.dossier,
            OLD.repertoire, OLD.partie_id, OLD.sapiteur_id) OR NEW.dernier_numero < OLD.dernier_numero THEN
            RAISE EXCEPTION 'a folder stays in its place' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.parent_id IS NULL THEN
        NEW.ancetres := ARRAY[NEW.id];
        IF NEW.expertise_id IS DISTINCT FROM coalesce(
            (SELECT expertise_id FROM expertises_partie WHERE id = NEW.partie_id),
            (SELECT expertise_id FROM expertises_participation WHERE id = NEW.sapiteur_id),
            NEW.expertise_id) THEN
            RAISE EXCEPTION 'folder of another expertise' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO dessus FROM coffre_repertoire WHERE id = NEW.parent_id;
    IF (NEW.expertise_id, NEW.dossier, NEW.repertoire, NEW.partie_id, NEW.sapiteur_id) IS DISTINCT FROM
        (dessus.expertise_id, dessus.dossier, dessus.repertoire, dessus.partie_id, dessus.sapiteur_id) THEN
        RAISE EXCEPTION 'a sub-folder is where its parent is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.ancetres := dessus.ancetres || NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER coffre_repertoire_a_sa_place BEFORE INSERT OR UPDATE ON coffre_repertoire
    FOR EACH ROW EXECUTE FUNCTION coffre_repertoire_a_sa_place();

CREATE FUNCTION coffre_partage_juste() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Withdrawn once, and nothing else ever changes.
        IF OLD.retire_le IS NOT NULL OR (NEW.id, NEW.document_id, NEW.participation_id, NEW.accorde_le,
            NEW.accorde_par_id) IS DISTINCT FROM (OLD.id, OLD.document_id, OLD.participation_id,
            OLD.accorde_le, OLD.accorde_par_id) THEN
            RAISE EXCEPTION 'a share is only withdrawn' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (SELECT expertise_id FROM expertises_participation WHERE id = NEW.participation_id) <>
        (SELECT r.expertise_id FROM coffre_document d JOIN coffre_repertoire r ON r.id = d.repertoire_id
         WHERE d.id = NEW.document_id) THEN
        RAISE EXCEPTION 'shared outside its expertise' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coffre_partage_juste BEFORE INSERT OR UPDATE ON coffre_partage
    FOR EACH ROW EXECUTE FUNCTION coffre_partage_juste();
CREATE TRIGGER coffre_partage_garde BEFORE DELETE ON coffre_partage
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
CREATE TRIGGER coffre_horodatage_immuable BEFORE UPDATE OR DELETE ON coffre_horodatage
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
CREATE TRIGGER coffre_verrou_immuable BEFORE UPDATE OR DELETE ON coffre_verrou
    FOR EACH ROW EXECUTE FUNCTION coffre_refuser();
"""

SANS_REGLES = """
DROP TRIGGER coffre_verrou_immuable ON coffre_verrou;
DROP TRIGGER coffre_horodatage_immuable ON coffre_horodatage;
DROP TRIGGER coffre_partage_garde ON coffre_partage;
DROP TRIGGER coffre_partage_juste ON coffre_partage;
DROP FUNCTION coffre_partage_juste();
DROP TRIGGER coffre_repertoire_a_sa_place ON coffre_repertoire;
DROP FUNCTION coffre_repertoire_a_sa_place();
ALTER TABLE coffre_repertoire DROP CONSTRAINT repertoire_sous_ses_ancetres;
"""


class Migration(migrations.Migration):
    dependencies = [("coffre", "0003_droits_complets"), ("expertises", "0003_meme_expertise")]
    operations = [migrations.RunSQL(VUES, SANS_VUES), migrations.RunSQL(REGLES, SANS_REGLES)]
