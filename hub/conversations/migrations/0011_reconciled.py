"""How far each provider's own list of received texts has been gone through."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_texting")]

    operations = [
        migrations.CreateModel(
            name="Reconciled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=20, unique=True)),
                ("up_to", models.DateTimeField()),
            ],
        ),
    ]
