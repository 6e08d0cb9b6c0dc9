"""Each row of the index names its expertise. Rows made before are made again by `indexer`, or by the hourly job."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("expertises", "0003_meme_expertise"), ("recherche", "0001_index")]

    operations = [
        migrations.RunSQL("DELETE FROM recherche_documentindexe", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="documentindexe",
            name="expertise",
            field=models.ForeignKey(
                help_text="The document's: whoever has no part in it is not asked about the document.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="expertises.expertise",
            ),
        ),
    ]
