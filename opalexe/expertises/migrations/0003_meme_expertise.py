"""What joins of several tables must hold: a person stands at the side of a party of the same expertise."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION expertises_rattachement_juste() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personne expertises_participation;
BEGIN
    SELECT * INTO personne FROM expertises_participation WHERE id = NEW.participation_id;
    IF personne.expertise_id <> (SELECT expertise_id FROM expertises_partie WHERE id = NEW.partie_id) THEN
        RAISE EXCEPTION 'party of another expertise' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF personne.profil NOT IN ('avocat', 'partie_autorisee', 'partie_non_autorisee') THEN
        RAISE EXCEPTION 'a % stands at no side', personne.profil
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- A member is of one party; a lawyer may have several.
    IF personne.profil <> 'avocat' AND EXISTS (
        SELECT 1 FROM expertises_rattachement r
        WHERE r.participation_id = NEW.participation_id AND r.id <> NEW.id
    ) THEN
        RAISE EXCEPTION 'a member is of one party' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expertises_rattachement_juste BEFORE INSERT OR UPDATE ON expertises_rattachement
    FOR EACH ROW EXECUTE FUNCTION expertises_rattachement_juste();

CREATE FUNCTION expertises_meme_expertise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.expertise_id <> OLD.expertise_id THEN
        RAISE EXCEPTION '% stays in its expertise', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expertises_partie_meme_expertise BEFORE UPDATE ON expertises_partie
    FOR EACH ROW EXECUTE FUNCTION expertises_meme_expertise();
CREATE TRIGGER expertises_participation_meme_expertise BEFORE UPDATE ON expertises_participation
    FOR EACH ROW EXECUTE FUNCTION expertises_meme_expertise();
"""

BACKWARD = """
DROP TRIGGER expertises_participation_meme_expertise ON expertises_participation;
DROP TRIGGER expertises_partie_meme_expertise ON expertises_partie;
DROP FUNCTION expertises_meme_expertise();
DROP TRIGGER expertises_rattachement_juste ON expertises_rattachement;
DROP FUNCTION expertises_rattachement_juste();
"""


class Migration(migrations.Migration):
    dependencies = [("expertises", "0002_parties")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
