"""The database itself refuses to change, remove or misplace an entry of the journal."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal_entree is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_entree_immuable BEFORE UPDATE OR DELETE ON journal_entree
    FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER journal_entree_jamais_videe BEFORE TRUNCATE ON journal_entree
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser();

-- An entry comes right after the head of its chain, which carries the hash that it must follow.
CREATE FUNCTION journal_suite() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head journal_chaine%ROWTYPE;
BEGIN
    SELECT * INTO head FROM journal_chaine WHERE id = NEW.chaine_id FOR UPDATE;
    IF NEW.numero <> head.longueur + 1 OR NEW.empreinte_precedente <> head.empreinte THEN
        RAISE EXCEPTION 'entry % does not follow the head of its chain', NEW.numero
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_entree_suite BEFORE INSERT ON journal_entree
    FOR EACH ROW EXECUTE FUNCTION journal_suite();

-- A head only ever goes forward by one.
CREATE FUNCTION journal_tete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.id <> OLD.id OR NEW.longueur <> OLD.longueur + 1 THEN
        RAISE EXCEPTION 'the head of a chain only goes forward' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_chaine_avance BEFORE UPDATE OR DELETE ON journal_chaine
    FOR EACH ROW EXECUTE FUNCTION journal_tete();
"""

BACKWARD = """
DROP TRIGGER journal_chaine_avance ON journal_chaine;
DROP TRIGGER journal_entree_suite ON journal_entree;
DROP TRIGGER journal_entree_jamais_videe ON journal_entree;
DROP TRIGGER journal_entree_immuable ON journal_entree;
DROP FUNCTION journal_tete();
DROP FUNCTION journal_suite();
DROP FUNCTION journal_refuser();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
