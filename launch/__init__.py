"""Starting the house: virtual environment, database, frontend, web server, and stopping them all."""
