"""Folders that exist by sharing, found from the shares.

Joined as before, their number was multiplied by that of the folders: four seconds for the tree of a greffier with
whom 1,600 documents of 200 parties are shared, 70 ms since. For that, what a person has in their own name is a view
without a union: the database may then begin by the shares of one participation.
"""

from django.db import migrations

PROPRE = """
SELECT p.id AS participation_id, p.compte_id, p.expertise_id, r.id AS repertoire_id, d.niveau{pour}
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
"""

POUR = """
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
"""

DE_DROIT = """
CREATE OR REPLACE VIEW coffre_visible AS
SELECT participation_id, compte_id, expertise_id, repertoire_id, niveau, pour_id
FROM coffre_acces
WHERE niveau IN ('D', 'T')
UNION ALL
-- A folder where sharing decides exists once something in it, or under it, is shared.
"""

PAR_PARTAGE = """
SELECT a.participation_id, a.compte_id, a.expertise_id, a.repertoire_id, a.niveau, NULL::uuid
FROM coffre_acces_propre a
JOIN LATERAL (
    SELECT DISTINCT dessus.id
    FROM coffre_partage s
    JOIN coffre_document d ON d.id = s.document_id
    JOIN coffre_repertoire g ON g.id = d.repertoire_id
    CROSS JOIN LATERAL unnest(g.ancetres) AS dessus (id)
    WHERE s.participation_id = a.participation_id AND s.retire_le IS NULL) v ON v.id = a.repertoire_id
WHERE a.niveau = 'P';
"""

AVANT = """
SELECT DISTINCT a.participation_id, a.compte_id, a.expertise_id, a.repertoire_id, a.niveau, a.pour_id
FROM coffre_partage s
JOIN coffre_document d ON d.id = s.document_id
JOIN coffre_repertoire g ON g.id = d.repertoire_id
JOIN coffre_acces a ON a.participation_id = s.participation_id AND a.repertoire_id = ANY (g.ancetres)
WHERE s.retire_le IS NULL AND a.niveau = 'P' AND a.pour_id IS NULL;
"""

ACCES = """
CREATE OR REPLACE VIEW coffre_acces AS
SELECT participation_id, compte_id, expertise_id, repertoire_id, niveau, NULL::uuid AS pour_id
FROM coffre_acces_propre
"""

APRES = "".join(
    ("CREATE VIEW coffre_acces_propre AS", PROPRE.format(pour=""), ";", ACCES, POUR, DE_DROIT, PAR_PARTAGE)
)
RETOUR = "".join(
    (
        "CREATE OR REPLACE VIEW coffre_acces AS",
        PROPRE.format(pour=", NULL::uuid AS pour_id"),
        POUR,
        DE_DROIT,
        AVANT,
        "DROP VIEW coffre_acces_propre;",
    )
)


class Migration(migrations.Migration):
    dependencies = [("coffre", "0005_apercus")]
    operations = [migrations.RunSQL(APRES, RETOUR)]
