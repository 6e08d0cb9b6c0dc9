"""What is searched: the words of documents and expertises."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('coffre', '0004_vues_de_droits'),
        ('expertises', '0003_meme_expertise'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentIndexe',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='indexation', serialize=False, to='coffre.document')),
                ('etat', models.CharField(choices=[('attente', 'Contenu en cours d’indexation'), ('indexe', 'Contenu indexé'), ('sans_contenu', 'Contenu non indexé')], default='attente', max_length=12)),
                ('raison', models.CharField(blank=True, choices=[('protege', 'protégé par un mot de passe'), ('abime', 'fichier abîmé ou incomplet'), ('sans_texte', 'image sans texte reconnu'), ('type', 'ce type de fichier ne se lit pas ici'), ('trop_gros', 'fichier trop volumineux'), ('trop_de_pages', 'trop de pages'), ('trop_long', 'lecture trop longue'), ('trop_lourd', 'lecture trop lourde'), ('panne', 'lecture impossible pour le moment')], max_length=16)),
                ('partiel', models.BooleanField(default=False, help_text='Only the beginning of the content was read.')),
                ('essais', models.PositiveSmallIntegerField(default=0, help_text='Times that a job began to read it.')),
                ('version', models.PositiveSmallIntegerField(help_text='Of the rules that made the words (`mots.VERSION`).')),
                ('indexe_le', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('vecteur_nom', django.contrib.postgres.search.SearchVectorField(help_text='Words of the name: what is searched in a locked document.')),
                ('vecteur', django.contrib.postgres.search.SearchVectorField(help_text='Words of the name (weight A) and of the content (D).')),
                ('texte', models.TextField(blank=True, help_text='The content, for extracts and exact expressions.')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vecteur'], name='recherche_documents'), models.Index(condition=models.Q(('etat', 'attente')), fields=['etat'], name='recherche_en_attente')],
                'constraints': [models.CheckConstraint(condition=models.Q(('etat__in', ['attente', 'indexe', 'sans_contenu'])), name='indexation_etat_connu'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'sans_contenu'), ('raison__in', ['protege', 'abime', 'sans_texte', 'type', 'trop_gros', 'trop_de_pages', 'trop_long', 'trop_lourd', 'panne'])), models.Q(models.Q(('etat', 'sans_contenu'), _negated=True), ('raison', '')), _connector='OR'), name='indexation_motivee')],
            },
        ),
        migrations.CreateModel(
            name='ExpertiseIndexee',
            fields=[
                ('expertise', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='indexation', serialize=False, to='expertises.expertise')),
                ('version', models.PositiveSmallIntegerField()),
                ('vecteur', django.contrib.postgres.search.SearchVectorField(help_text='Title and numbers (A), court and parties (B), former names (C).')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vecteur'], name='recherche_expertises')],
            },
        ),
    ]
